package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

import java.util.HashMap;
import java.util.Map;

/**
 * The folder's own scheduler as the reference's Stable Diffusion pipelines use it: they take two
 * old configurations for mistakes, {@code steps_offset} other than 1 and {@code clip_sample}, and
 * leave a scheduler alone that was put in later.
 */
final class OwnScheduler {
    private OwnScheduler() {}

    /** The configuration for {@code request}, which may name another scheduler. */
    static SchedulerConfig of(Request request, PictureModel model) {
        SchedulerConfig own = model.scheduler();
        boolean corrected =
                request.scheduler() == null
                        && model.denoiser() instanceof Denoiser.UNet unet
                        && !unet.hasSizeCondition();
        return corrected ? own.with(corrections(own, request.task())) : own;
    }

    private static Map<String, Object> corrections(SchedulerConfig own, String task) {
        var corrections = new HashMap<String, Object>();
        if (own.has("steps_offset")) {
            corrections.put("steps_offset", 1);
        }
        if (task.equals(PictureRequest.INPAINTING)) {
            if (own.has("skip_prk_steps")) {
                corrections.put("skip_prk_steps", true);
            }
        } else if (own.has("clip_sample")) {
            corrections.put("clip_sample", false);
        }
        return corrections;
    }
}
