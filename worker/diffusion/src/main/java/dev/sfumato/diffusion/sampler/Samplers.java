package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.SchedulerConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** The samplers on offer, by short public id, and the way to plan a run. */
public final class Samplers {

    private Samplers() {}

    /** Public ids, in the order they are shown. */
    public static List<String> ids() {
        return SamplerId.ids();
    }

    /**
     * Public ids of those that fit a model, which was trained for flow matching or to predict
     * noise.
     *
     * @param folder configuration found with the model
     */
    public static List<String> ids(SchedulerConfig folder) {
        return SamplerId.ids(folder);
    }

    /**
     * The scheduler configuration that {@code id} makes of a model folder's own: another class
     * takes over the keys both know.
     *
     * @param id a public id; null keeps the folder's class
     * @throws IllegalArgumentException if the id is unknown
     */
    public static SchedulerConfig configure(SchedulerConfig folder, @Nullable String id) {
        return id == null ? folder : SamplerId.of(id).configure(folder);
    }

    /**
     * The public id that comes to a folder's own scheduler; null where none does.
     *
     * @param json a parsed {@code scheduler_config.json}
     */
    public static @Nullable String idOf(Map<String, ? extends @Nullable Object> json) {
        return SamplerId.of(SchedulerConfig.of(json));
    }

    /**
     * Plans a run.
     *
     * @param folder configuration found with the model
     * @param id a public id; null keeps the folder's class
     * @throws IllegalArgumentException naming the key or option, its rule and the value
     */
    public static Sampler plan(
            SchedulerConfig folder, @Nullable String id, SamplerOptions options) {
        SchedulerConfig config = configure(folder, id);
        int first = options.firstStep() * config.kind().order();
        return new PlannedSampler(config.kind().className(), solver(config, options), first);
    }

    /** Plans a run with nothing but the class's defaults and these keys. */
    public static Sampler plan(
            Map<String, ? extends @Nullable Object> json, SamplerOptions options) {
        return plan(SchedulerConfig.of(json), null, options);
    }

    private static Solver solver(SchedulerConfig config, SamplerOptions options) {
        return switch (config.kind()) {
            case DDPM -> Ddpm.of(config, options);
            case DDIM -> Ddim.of(config, options);
            case PNDM -> Pndm.of(config, options);
            case LMS -> Lms.of(config, options);
            case EULER -> Euler.of(config, options);
            case EULER_ANCESTRAL -> EulerAncestral.of(config, options);
            case HEUN -> Heun.of(config, options);
            case KDPM2, KDPM2_ANCESTRAL -> Kdpm2.of(config, options);
            case DPM_MULTISTEP, EDM_DPM_MULTISTEP -> DpmMultistep.of(config, options);
            case DPM_SINGLESTEP -> DpmSinglestep.of(config, options);
            case DPM_SDE -> DpmSde.of(config, options);
            case DEIS -> Deis.of(config, options);
            case UNIPC -> UniPc.of(config, options);
            case SA_SOLVER -> SaSolver.of(config, options);
            case LCM, TCD -> Consistency.of(config, options);
            case EDM_EULER -> EdmEuler.of(config, options);
            case FLOW_EULER -> FlowEuler.of(config, options);
            case FLOW_HEUN -> FlowHeun.of(config, options);
        };
    }
}
