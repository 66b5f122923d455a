package dev.sfumato.diffusion.signal;

import dev.sfumato.diffusion.guidance.Guidance;
import dev.sfumato.diffusion.model.CostFormula;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.noise.Rng;
import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Denoising;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Previewer;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.StagedRun;
import dev.sfumato.diffusion.pipeline.Tensor;
import dev.sfumato.diffusion.pipeline.Track;
import dev.sfumato.diffusion.sampler.Sampler;
import dev.sfumato.diffusion.sampler.SamplerOptions;
import dev.sfumato.diffusion.sampler.Samplers;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Plans signals; the prompt's length is the number of periods. */
record SignalPipeline(ModelCard card) implements Pipeline {
    @Override
    public Run plan(Request request) {
        return StagedRun.start(new Script(card, request), card, request);
    }

    @Override
    public Run resume(Request request, byte[] checkpoint) {
        return StagedRun.resume(new Script(card, request), card, request, checkpoint);
    }

    @Override
    public double cost(Request request) {
        return CostFormula.evaluate(
                card.cost(),
                Map.of("count", (double) request.count(), "steps", (double) request.steps()));
    }

    private static final class Script implements StagedRun.Script {
        private final ModelCard card;
        private final Request request;
        private final Sampler sampler;
        private final int length;
        private final List<Track> tracks = new ArrayList<>();

        Script(ModelCard card, Request request) {
            this.card = card;
            this.request = request;
            length = ((Number) request.parameters().getOrDefault("length", 32)).intValue();
            sampler =
                    Samplers.plan(
                            SchedulerConfig.of(
                                    card.folder()
                                            .config("signal.json")
                                            .object("scheduler")
                                            .values()),
                            request.scheduler(),
                            SamplerOptions.steps(request.steps()));
        }

        @Override
        public List<Supplier<? extends Stage>> before() {
            return List.of();
        }

        @Override
        public Denoising denoising() {
            Tensor.Floats timestep = Tensor.zeros();
            for (int k = 0; k < request.count(); k++) {
                NoiseSource noise = Rng.of(request.rng()).seeded(request.seed() + k);
                var latent = new float[length];
                noise.normal(latent);
                Tensor.Floats periods = Tensor.floats(new float[] {request.prompt().length()});
                tracks.add(
                        new Track(
                                latent,
                                sampler.start(length),
                                noise,
                                "signal",
                                Tensor.zeros(length),
                                Map.of("timestep", timestep, "periods", periods),
                                null));
            }
            var model =
                    new Denoising.Model(
                            new Component(card.id(), "denoiser"),
                            "epsilon",
                            length,
                            timestep,
                            List.of(length));
            return new Denoising(model, sampler, Guidance.of(1), tracks, List.of(), Previewer.NONE);
        }

        @Override
        public List<Supplier<? extends Stage>> after() {
            return List.of();
        }

        @Override
        public List<Artifact> artifacts() {
            List<Artifact> artifacts = new ArrayList<>();
            for (Track track : tracks) {
                Tensor.Floats signal = Tensor.floats(track.latent(), length);
                artifacts.add(new SignalCodec().write(signal, request, artifacts.size()));
            }
            return artifacts;
        }

        @Override
        public int steps() {
            return request.steps();
        }
    }
}
