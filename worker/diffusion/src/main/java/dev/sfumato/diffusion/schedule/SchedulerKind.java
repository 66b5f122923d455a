package dev.sfumato.diffusion.schedule;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The scheduler classes that a {@code scheduler_config.json} can name. */
public enum SchedulerKind {
    DDPM("DDPMScheduler", 1),
    DDIM("DDIMScheduler", 1),
    PNDM("PNDMScheduler", 1),
    LMS("LMSDiscreteScheduler", 1),
    EULER("EulerDiscreteScheduler", 1),
    EULER_ANCESTRAL("EulerAncestralDiscreteScheduler", 1),
    HEUN("HeunDiscreteScheduler", 2),
    KDPM2("KDPM2DiscreteScheduler", 2),
    KDPM2_ANCESTRAL("KDPM2AncestralDiscreteScheduler", 2),
    DPM_MULTISTEP("DPMSolverMultistepScheduler", 1),
    DPM_SINGLESTEP("DPMSolverSinglestepScheduler", 1),
    DPM_SDE("DPMSolverSDEScheduler", 2),
    DEIS("DEISMultistepScheduler", 1),
    UNIPC("UniPCMultistepScheduler", 1),
    SA_SOLVER("SASolverScheduler", 1),
    LCM("LCMScheduler", 1),
    TCD("TCDScheduler", 1),
    EDM_EULER("EDMEulerScheduler", 1),
    EDM_DPM_MULTISTEP("EDMDPMSolverMultistepScheduler", 1),
    FLOW_EULER("FlowMatchEulerDiscreteScheduler", 1),
    FLOW_HEUN("FlowMatchHeunDiscreteScheduler", 2);

    private final String className;
    private final int order;

    SchedulerKind(String className, int order) {
        this.className = className;
        this.order = order;
    }

    /** The name in {@code _class_name}. */
    public String className() {
        return className;
    }

    /** Model calls per step, 1 or 2; the last step of a second-order class takes one. */
    public int order() {
        return order;
    }

    /** Whether it solves flow matching whatever its configuration says. */
    public boolean isFlow() {
        return this == FLOW_EULER || this == FLOW_HEUN;
    }

    /** The value of every key this class knows when the configuration lacks it. */
    public Map<String, @Nullable Object> defaults() {
        return SchedulerDefaults.of(className);
    }

    /**
     * The kind whose {@link #className} this is.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static SchedulerKind named(String className) {
        for (SchedulerKind kind : values()) {
            if (kind.className.equals(className)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "scheduler config: _class_name must be one of %s, got %s"
                        .formatted(
                                Arrays.stream(values())
                                        .map(SchedulerKind::className)
                                        .collect(Collectors.joining(", ")),
                                className));
    }
}
