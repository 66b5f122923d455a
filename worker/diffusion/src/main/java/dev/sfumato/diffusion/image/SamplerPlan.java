package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.sampler.Sampler;
import dev.sfumato.diffusion.sampler.SamplerOptions;
import dev.sfumato.diffusion.sampler.Samplers;
import dev.sfumato.diffusion.schedule.FirstStep;
import dev.sfumato.diffusion.schedule.FlowShift;
import dev.sfumato.diffusion.schedule.ScheduleRequest;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;

/** The steps of a picture, planned as the model's family does it. */
final class SamplerPlan {
    private SamplerPlan() {}

    /**
     * What the plan depends on beside the common fields.
     *
     * @param width pixels
     * @param height pixels
     * @param strength how far a given picture is left behind, over 0 to 1; 1 where none is given
     * @param eta noise put back per step; null for none, as in the reference's pipelines, whatever
     *     a class's own default
     */
    record Wish(int width, int height, double strength, @Nullable Double eta) {}

    static Sampler of(Request request, PictureModel model, Wish wish) {
        List<String> ids = model.card().schedulers();
        if (request.scheduler() != null && !ids.contains(request.scheduler())) {
            throw DiffusionException.invalid(
                    "scheduler", "must be one of " + ids, request.scheduler());
        }
        int first = firstStep(model.denoiser(), request.steps(), wish.strength());
        if (first == request.steps()) {
            throw DiffusionException.invalid(
                    "strength", "must leave at least one of the steps", wish.strength());
        }
        try {
            SchedulerConfig config =
                    Samplers.configure(OwnScheduler.of(request, model), request.scheduler());
            SamplerOptions options =
                    SamplerOptions.of(schedule(config, request, model, wish)).withFirstStep(first);
            return Samplers.plan(
                    config, null, options.withEta(wish.eta() == null ? 0 : wish.eta()));
        } catch (IllegalArgumentException e) {
            throw DiffusionException.invalid(
                    "scheduler", "must fit the model and the number of steps", e.getMessage());
        }
    }

    private static int firstStep(Denoiser denoiser, int steps, double strength) {
        return switch (denoiser) {
            case Denoiser.UNet ignored -> FirstStep.cutFirst(steps, strength);
            case Denoiser.Transformer ignored -> FirstStep.cutLast(steps, strength);
        };
    }

    /**
     * Levels are given explicitly for packed latents, evenly from 1; where the configuration shifts
     * them by resolution, the number of patches says how far.
     */
    private static ScheduleRequest schedule(
            SchedulerConfig config, Request request, PictureModel model, Wish wish) {
        boolean given =
                model.denoiser() instanceof Denoiser.Packed
                        && config.kind() == SchedulerKind.FLOW_EULER;
        ScheduleRequest schedule =
                given
                        ? ScheduleRequest.sigmas(evenly(request.steps()))
                        : ScheduleRequest.steps(request.steps());
        return config.flag("use_dynamic_shifting")
                ? schedule.withMu(FlowShift.mu(config, patches(model, wish)))
                : schedule;
    }

    private static List<Double> evenly(int steps) {
        double gap = steps == 1 ? 0 : (1.0 / steps - 1) / (steps - 1);
        return IntStream.range(0, steps).mapToObj(step -> 1 + step * gap).toList();
    }

    private static int patches(PictureModel model, Wish wish) {
        PictureModel.Sizes sizes = model.sizes();
        return sizes.onGrid(wish.width())
                / sizes.grid()
                * (sizes.onGrid(wish.height()) / sizes.grid());
    }
}
