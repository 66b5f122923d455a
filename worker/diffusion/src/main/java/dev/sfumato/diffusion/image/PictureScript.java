package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.Embedding;
import dev.sfumato.diffusion.conditioning.Prompt;
import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.pipeline.Arrangement;
import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Corrector;
import dev.sfumato.diffusion.pipeline.Denoising;
import dev.sfumato.diffusion.pipeline.Levers;
import dev.sfumato.diffusion.pipeline.Previewer;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.StagedRun;
import dev.sfumato.diffusion.pipeline.Tensor;
import dev.sfumato.diffusion.pipeline.Track;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One request's pictures: embed the prompts, read and encode what was given, denoise, decode,
 * write.
 */
final class PictureScript implements StagedRun.Script {
    private final PictureModel model;
    private final PictureCodec codec;
    private final PictureRequest request;
    private final Map<Prompt, Embedding> embeddings = new HashMap<>();
    private final Given given;
    private final List<Track> tracks = new ArrayList<>();
    private final List<Artifact> artifacts = new ArrayList<>();
    private final Tensor.Floats timestep = Tensor.zeros();

    PictureScript(PictureModel model, PictureCodec codec, PictureRequest request) {
        this.model = model;
        this.codec = codec;
        this.request = request;
        given = new Given(request, model, component("vae_encoder"));
    }

    @Override
    public List<Supplier<? extends Stage>> before() {
        Set<Prompt> prompts = new LinkedHashSet<>();
        prompts.add(request.prompts().prompt());
        if (isGuided() && !negativeIsZeros()) {
            prompts.add(request.prompts().negativeOrEmpty());
        }
        List<Supplier<? extends Stage>> stages = new ArrayList<>();
        stages.add(() -> model.prompts().encode(prompts, embeddings::put));
        if (request.image() != null) {
            stages.add(() -> given);
        }
        return stages;
    }

    @Override
    public Denoising denoising() {
        List<Corrector> correctors = new ArrayList<>();
        for (int k = 0; k < request.request().count(); k++) {
            NoiseSource noise = request.rng().seeded(request.request().seed() + k);
            var start = new Start(request, model, given, noise, height(), width());
            tracks.add(track(start, noise));
            start.corrector(k).ifPresent(correctors::add);
        }
        return new Denoising(
                predictor(),
                levers(),
                request.sampler(),
                request.guidance(),
                tracks,
                correctors,
                previewer());
    }

    @Override
    public List<Supplier<? extends Stage>> after() {
        return List.of(
                () ->
                        new DecodePictures(
                                component("vae_decoder"),
                                model.autoencoder(),
                                tracks.stream()
                                        .map(
                                                track ->
                                                        Tensor.floats(
                                                                track.latent(),
                                                                model.autoencoder().channels(),
                                                                height(),
                                                                width()))
                                        .toList(),
                                (decoded, index) ->
                                        codec.write(
                                                given.finished(PixelValues.pixels(decoded)),
                                                request.request(),
                                                index),
                                artifacts::add));
    }

    @Override
    public List<Artifact> artifacts() {
        return artifacts;
    }

    @Override
    public int steps() {
        return request.steps();
    }

    private Denoising.Model predictor() {
        Denoiser denoiser = model.denoiser();
        boolean packed = denoiser instanceof Denoiser.Packed;
        return new Denoising.Model(
                component(takesShortcuts() ? model.fast().denoiser() : denoiser.component()),
                denoiser.output(),
                tracks.getFirst().latent().length,
                timestep,
                packed ? Denoiser.Packed.TIMESTEPS : 1,
                List.of(model.autoencoder().channels(), height(), width()),
                packed ? patches() : Arrangement.SAME);
    }

    private Patches patches() {
        return new Patches(model.autoencoder().channels(), height(), width());
    }

    private Track track(Start start, NoiseSource noise) {
        var conditions = new Conditions(model.denoiser(), request, timestep, patches());
        Embedding prompt = embedding(request.prompts().prompt());
        Map<String, Tensor> negative = null;
        if (isGuided()) {
            negative =
                    conditions.of(
                            negativeIsZeros()
                                    ? prompt.zeros()
                                    : embedding(request.prompts().negativeOrEmpty()));
        }
        return new Track(
                start.latent(),
                request.sampler().start(start.latent().length),
                noise,
                model.denoiser().sample(),
                start.input(),
                conditions.of(prompt),
                negative);
    }

    private Levers levers() {
        return new Levers(
                takesShortcuts() ? model.fast().shortcut() : null, request.request().lora());
    }

    /** Adapters are made for the exact network. */
    private boolean takesShortcuts() {
        return request.request().quality() == Quality.FAST && request.request().lora().isEmpty();
    }

    private Previewer previewer() {
        return request.request().previews() ? PicturePreviews.of(model, codec) : Previewer.NONE;
    }

    private boolean isGuided() {
        return request.guidance().scale() > 1;
    }

    private boolean negativeIsZeros() {
        return model.zerosForAbsent() && request.prompts().negative() == null;
    }

    private Embedding embedding(Prompt prompt) {
        return Objects.requireNonNull(embeddings.get(prompt));
    }

    private Component component(String name) {
        return new Component(model.card().id(), name);
    }

    private int width() {
        return model.sizes().onGrid(request.width()) / model.autoencoder().scale();
    }

    private int height() {
        return model.sizes().onGrid(request.height()) / model.autoencoder().scale();
    }
}
