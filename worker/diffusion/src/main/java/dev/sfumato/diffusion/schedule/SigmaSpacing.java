package dev.sfumato.diffusion.schedule;

/** Noise levels between two ends, spaced by a rule instead of by timesteps. */
public final class SigmaSpacing {

    private SigmaSpacing() {}

    /**
     * Noise levels spaced as in Karras et al. 2022 (arXiv:2206.00364), equation 5, without the
     * final 0.
     *
     * @param rho 7 in the paper; larger puts more steps near {@code sigmaMin}
     * @return {@code steps} levels, falling
     */
    public static double[] karras(int steps, double sigmaMin, double sigmaMax, double rho) {
        double low = Math.pow(sigmaMin, 1 / rho);
        double high = Math.pow(sigmaMax, 1 / rho);
        double[] out = Spacing.linspace(0, 1, steps);
        for (int i = 0; i < steps; i++) {
            out[i] = Math.pow(high + out[i] * (low - high), rho);
        }
        return out;
    }

    /** Levels evenly spaced in their logarithm, falling. */
    public static double[] exponential(int steps, double sigmaMin, double sigmaMax) {
        double[] out = Spacing.linspace(Math.log(sigmaMax), Math.log(sigmaMin), steps);
        for (int i = 0; i < steps; i++) {
            out[i] = Math.exp(out[i]);
        }
        return out;
    }

    /** Levels at quantiles of the beta distribution, falling; arXiv:2407.12173. */
    public static double[] beta(
            int steps, double sigmaMin, double sigmaMax, double alpha, double beta) {
        double[] out = Spacing.linspace(0, 1, steps);
        for (int i = 0; i < steps; i++) {
            double quantile = BetaQuantile.of(1 - out[i], alpha, beta);
            out[i] = sigmaMin + quantile * (sigmaMax - sigmaMin);
        }
        return out;
    }

    /** True where the configuration spaces levels by one of these rules. */
    static boolean applies(SchedulerConfig config) {
        int rules = 0;
        for (String key :
                new String[] {"use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"}) {
            rules += config.flag(key) ? 1 : 0;
        }
        if (rules > 1) {
            throw new IllegalArgumentException(
                    config.kind().className()
                            + ": use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas must"
                            + " not be combined, got "
                            + rules);
        }
        return rules > 0;
    }

    /** The levels of the rule that the configuration names, between these ends or its own. */
    static double[] of(SchedulerConfig config, int steps, double sigmaMin, double sigmaMax) {
        boolean ownEnds = !(config.kind() == SchedulerKind.LMS && config.flag("use_karras_sigmas"));
        double low = ownEnds ? config.number("sigma_min", sigmaMin) : sigmaMin;
        double high = ownEnds ? config.number("sigma_max", sigmaMax) : sigmaMax;
        if (config.flag("use_karras_sigmas")) {
            return karras(steps, low, high, 7);
        }
        return config.flag("use_exponential_sigmas")
                ? exponential(steps, low, high)
                : beta(steps, low, high, 0.6, 0.6);
    }
}
