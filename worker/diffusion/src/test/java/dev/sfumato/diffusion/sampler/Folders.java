package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.SchedulerConfig;

import java.util.Map;

/** Configurations as found with published models. */
final class Folders {

    private Folders() {}

    /** One that every public id can start from: Stable Diffusion's betas, ending without noise. */
    static SchedulerConfig stableDiffusion() {
        return SchedulerConfig.of(
                Map.of(
                        "_class_name",
                        "PNDMScheduler",
                        "beta_schedule",
                        "scaled_linear",
                        "beta_start",
                        0.00085,
                        "beta_end",
                        0.012,
                        "skip_prk_steps",
                        true,
                        "set_alpha_to_one",
                        true,
                        "clip_sample",
                        false,
                        "timestep_spacing",
                        "leading",
                        "steps_offset",
                        1));
    }
}
