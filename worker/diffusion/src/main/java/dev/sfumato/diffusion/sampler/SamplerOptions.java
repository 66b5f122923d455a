package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.ScheduleRequest;

import org.jspecify.annotations.Nullable;

/**
 * What a run asks of its sampler beyond the scheduler's configuration.
 *
 * @param schedule steps, or explicit timesteps or levels
 * @param firstStep steps left out at the start; above 0 where a run starts from a picture
 * @param eta noise put back per step: DDIM 0..1 (null is 0), TCD 0..1 (null is 0.3)
 * @param clippedEpsilon DDIM: recompute epsilon from the bounded prediction
 * @param churn Euler: noise added before a step
 * @param lmsOrder LMS: number of derivatives used, 1 or more; 4 in the reference
 */
public record SamplerOptions(
        ScheduleRequest schedule,
        int firstStep,
        @Nullable Double eta,
        boolean clippedEpsilon,
        Churn churn,
        int lmsOrder) {

    public SamplerOptions {
        if (firstStep < 0) {
            throw new IllegalArgumentException("firstStep must be at least 0, got " + firstStep);
        }
        if (eta != null && !(eta >= 0 && eta <= 1)) {
            throw new IllegalArgumentException("eta must be in 0..1, got " + eta);
        }
        if (lmsOrder < 1) {
            throw new IllegalArgumentException("lmsOrder must be at least 1, got " + lmsOrder);
        }
    }

    /**
     * Stochastic churn of arXiv:2206.00364, algorithm 2.
     *
     * @param amount S_churn over the whole run, 0 is off
     * @param sigmaMin lowest level that is churned
     * @param sigmaMax highest level that is churned
     * @param noise S_noise, standard deviation of the added noise; 1 keeps it plain
     */
    public record Churn(double amount, double sigmaMin, double sigmaMax, double noise) {

        public static final Churn NONE = new Churn(0, 0, Double.POSITIVE_INFINITY, 1);

        /** How far a level is raised, relative to itself, over {@code steps} steps. */
        double gamma(double sigma, int steps) {
            return sigmaMin <= sigma && sigma <= sigmaMax
                    ? Math.min(amount / steps, Math.sqrt(2) - 1)
                    : 0;
        }
    }

    public static SamplerOptions of(ScheduleRequest schedule) {
        return new SamplerOptions(schedule, 0, null, false, Churn.NONE, 4);
    }

    public static SamplerOptions steps(int steps) {
        return of(ScheduleRequest.steps(steps));
    }

    public SamplerOptions withFirstStep(int firstStep) {
        return new SamplerOptions(schedule, firstStep, eta, clippedEpsilon, churn, lmsOrder);
    }

    public SamplerOptions withEta(double eta) {
        return new SamplerOptions(schedule, firstStep, eta, clippedEpsilon, churn, lmsOrder);
    }

    public SamplerOptions withClippedEpsilon() {
        return new SamplerOptions(schedule, firstStep, eta, true, churn, lmsOrder);
    }

    public SamplerOptions withChurn(Churn churn) {
        return new SamplerOptions(schedule, firstStep, eta, clippedEpsilon, churn, lmsOrder);
    }

    public SamplerOptions withLmsOrder(int lmsOrder) {
        return new SamplerOptions(schedule, firstStep, eta, clippedEpsilon, churn, lmsOrder);
    }
}
