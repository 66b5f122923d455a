package dev.sfumato.diffusion.schedule;

/**
 * The timesteps of a run, one per model call, and its noise levels where the class works with them.
 * Values that the reference keeps in single precision are rounded to it. Immutable.
 */
public final class Schedule {

    private final double[] timesteps;
    private final double[] sigmas;
    private final double[] between;
    private final double initialSigma;

    Schedule(double[] timesteps, double[] sigmas, double initialSigma) {
        this(timesteps, sigmas, new double[0], initialSigma);
    }

    Schedule(double[] timesteps, double[] sigmas, double[] between, double initialSigma) {
        this.timesteps = timesteps;
        this.sigmas = sigmas;
        this.between = between;
        this.initialSigma = initialSigma;
    }

    /** The timesteps and levels {@code request} gets from {@code config}'s class. */
    public static Schedule of(SchedulerConfig config, ScheduleRequest request) {
        return switch (config.kind()) {
            case DDPM, DDIM, PNDM, LCM, TCD -> DiscreteSchedule.of(config, request);
            case LMS, EULER, EULER_ANCESTRAL, HEUN, KDPM2, KDPM2_ANCESTRAL, DPM_SDE ->
                    SigmaSchedule.of(config, request);
            case DPM_MULTISTEP, DPM_SINGLESTEP, DEIS, UNIPC, SA_SOLVER ->
                    LambdaSchedule.of(config, request);
            case EDM_EULER, EDM_DPM_MULTISTEP -> EdmSchedule.of(config, request);
            case FLOW_EULER, FLOW_HEUN -> FlowSchedule.of(config, request);
        };
    }

    /** Number of model calls. */
    public int calls() {
        return timesteps.length;
    }

    public double timestep(int call) {
        return timesteps[call];
    }

    public double[] timesteps() {
        return timesteps.clone();
    }

    public double sigma(int index) {
        return sigmas[index];
    }

    /** Noise levels, at least one more than calls; empty where the class has none. */
    public double[] sigmas() {
        return sigmas.clone();
    }

    /** Levels half way between neighbours, aligned with {@link #sigmas}; empty but for KDPM2. */
    double[] between() {
        return between.clone();
    }

    /** The half-way level at {@code index} (KDPM2). */
    public double between(int index) {
        return between[index];
    }

    /** What unit noise is multiplied by to become the first latent. */
    public double initialSigma() {
        return initialSigma;
    }
}
