package dev.sfumato.diffusion.schedule;

/**
 * The noise a model was trained with, per training timestep: alphaBar, and the level sigma =
 * sqrt((1 - alphaBar) / alphaBar). Single-precision tables, read as doubles.
 */
public final class TrainingNoise {

    /** Stands for an alphaBar of exactly 0 where levels must stay finite. */
    private static final float TINY = 0x1p-24f;

    private final float[] betas;
    private final float[] alphaBars;
    private final float[] sigmas;
    private final float[] logSigmas;

    private TrainingNoise(float[] betas, float[] alphaBars) {
        this.betas = betas;
        this.alphaBars = alphaBars;
        this.sigmas = new float[alphaBars.length];
        this.logSigmas = new float[alphaBars.length];
        for (int t = 0; t < alphaBars.length; t++) {
            sigmas[t] = (float) Math.sqrt((1 - alphaBars[t]) / alphaBars[t]);
            logSigmas[t] = (float) Math.log(sigmas[t]);
        }
    }

    public static TrainingNoise of(SchedulerConfig config) {
        float[] betas = Betas.of(config);
        float[] alphaBars = Betas.cumprod(betas);
        if (config.flag("rescale_betas_zero_snr") && keepsFinite(config.kind())) {
            alphaBars[alphaBars.length - 1] = TINY;
        }
        return new TrainingNoise(betas, alphaBars);
    }

    private static boolean keepsFinite(SchedulerKind kind) {
        return switch (kind) {
            case EULER, EULER_ANCESTRAL, DPM_MULTISTEP, UNIPC -> true;
            case DDPM,
                    DDIM,
                    PNDM,
                    LMS,
                    HEUN,
                    KDPM2,
                    KDPM2_ANCESTRAL,
                    DPM_SINGLESTEP,
                    DPM_SDE,
                    DEIS,
                    SA_SOLVER,
                    LCM,
                    TCD,
                    EDM_EULER,
                    EDM_DPM_MULTISTEP,
                    FLOW_EULER,
                    FLOW_HEUN ->
                    false;
        };
    }

    public int timesteps() {
        return alphaBars.length;
    }

    /** Variance added at a training timestep. */
    public double beta(int timestep) {
        return betas[timestep];
    }

    /**
     * Running product of 1 - beta up to a timestep. A negative one counts from the end, as the
     * reference's indexing does (trailing spacing yields -1 for some step counts).
     *
     * @throws IllegalArgumentException beyond the training range
     */
    public double alphaBar(double timestep) {
        int index = (int) timestep;
        if (index >= alphaBars.length || index < -alphaBars.length) {
            throw new IllegalArgumentException(
                    "timestep must be below %d, got %d".formatted(alphaBars.length, index));
        }
        return alphaBars[index < 0 ? index + alphaBars.length : index];
    }

    /** Level at a training timestep. */
    double sigma(int timestep) {
        return sigmas[timestep];
    }

    double sigmaMin() {
        return sigmas[0];
    }

    double sigmaMax() {
        return sigmas[sigmas.length - 1];
    }

    double logSigma(int timestep) {
        return logSigmas[timestep];
    }

    /** Level at a timestep between whole ones, linear; constant outside the training range. */
    public double sigmaAt(double timestep) {
        int last = sigmas.length - 1;
        if (timestep <= 0) {
            return sigmas[0];
        }
        if (timestep >= last) {
            return sigmas[last];
        }
        int low = (int) timestep;
        double slope = (double) sigmas[low + 1] - sigmas[low];
        return slope * (timestep - low) + sigmas[low];
    }

    /** The timestep at which the level is {@code sigma}: linear in log sigma, within the range. */
    public double timestepOf(double sigma) {
        double logSigma = Math.log(Math.max(sigma, 1e-10));
        int low = 0;
        for (int t = 0; t < logSigmas.length; t++) {
            if (logSigma >= logSigmas[t]) {
                low = t;
            }
        }
        low = Math.min(low, logSigmas.length - 2);
        double width = logSigmas[low] - logSigmas[low + 1];
        double part = Math.clamp((logSigmas[low] - logSigma) / width, 0, 1);
        return (1 - part) * low + part * (low + 1);
    }

    /** Number of timesteps whose log of alpha over sigma is at least {@code lambdaMin}. */
    int timestepsAbove(double lambdaMin) {
        int below = 0;
        for (float alphaBar : alphaBars) {
            float alpha = (float) Math.log((float) Math.sqrt(alphaBar));
            float sigma = (float) Math.log((float) Math.sqrt(1 - alphaBar));
            if (alpha - sigma < lambdaMin) {
                below++;
            }
        }
        return alphaBars.length - below;
    }
}
