package dev.sfumato.diffusion.golden;

import dev.sfumato.diffusion.sampler.SamplerOptions;
import dev.sfumato.diffusion.sampler.SamplerOptions.Churn;
import dev.sfumato.diffusion.schedule.ScheduleRequest;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** Recorded arguments as this library's requests; an unknown one fails the test. */
final class Requests {

    private static final Set<String> SCHEDULE =
            Set.of(
                    "num_inference_steps",
                    "timesteps",
                    "sigmas",
                    "mu",
                    "strength",
                    "original_inference_steps");
    private static final Set<String> STEP =
            Set.of(
                    "eta",
                    "use_clipped_model_output",
                    "s_churn",
                    "s_tmin",
                    "s_tmax",
                    "s_noise",
                    "order");

    private Requests() {}

    static SchedulerConfig config(Json file) {
        return SchedulerConfig.of(
                SchedulerKind.named(file.get("scheduler_class").text()),
                file.get("source_config").object());
    }

    static ScheduleRequest schedule(Json arguments) {
        known(arguments, SCHEDULE);
        int steps =
                arguments.has("num_inference_steps")
                        ? arguments.get("num_inference_steps").integer()
                        : 1;
        return new ScheduleRequest(
                steps,
                arguments.has("timesteps") ? arguments.get("timesteps").numbers() : List.of(),
                arguments.has("sigmas") ? arguments.get("sigmas").numbers() : List.of(),
                number(arguments, "mu"),
                arguments.has("strength") ? arguments.get("strength").number() : 1,
                arguments.has("original_inference_steps")
                        ? (Integer) arguments.get("original_inference_steps").integer()
                        : null);
    }

    static SamplerOptions options(Json file, int order) {
        Json step = file.get("step_kwargs");
        known(step, STEP);
        int first =
                file.has("img2img")
                        ? file.get("img2img").get("start_index").integer()
                        : file.has("begin_index") ? file.get("begin_index").integer() : 0;
        boolean clipped =
                step.has("use_clipped_model_output")
                        && Boolean.TRUE.equals(step.get("use_clipped_model_output").value());
        return new SamplerOptions(
                schedule(file.get("set_timesteps")),
                first / order,
                number(step, "eta"),
                clipped,
                new Churn(
                        otherwise(step, "s_churn", 0),
                        otherwise(step, "s_tmin", 0),
                        otherwise(step, "s_tmax", Double.POSITIVE_INFINITY),
                        otherwise(step, "s_noise", 1)),
                (int) otherwise(step, "order", 4));
    }

    private static void known(Json arguments, Set<String> names) {
        for (String name : arguments.object().keySet()) {
            if (!names.contains(name)) {
                throw new AssertionError("unknown argument " + name);
            }
        }
    }

    private static @Nullable Double number(Json object, String key) {
        return object.has(key) ? (Double) object.get(key).number() : null;
    }

    private static double otherwise(Json object, String key, double otherwise) {
        return object.has(key) ? object.get(key).number() : otherwise;
    }
}
