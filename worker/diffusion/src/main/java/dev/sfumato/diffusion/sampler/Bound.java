package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.SchedulerConfig;

import java.util.Arrays;

/** A limit on the predicted clean latent: the one thing a step does that isn't linear. */
sealed interface Bound {

    /** No limit. */
    record None() implements Bound {}

    /** Values beyond {@code -range..range} are cut. */
    record Clip(double range) implements Bound {}

    /**
     * Dynamic thresholding, arXiv:2205.11487: cut at a quantile of the magnitudes, at least 1 and
     * at most {@code max}, then divide by it.
     */
    record Quantile(double ratio, double max) implements Bound {

        /** The quantile of magnitudes, linear between neighbours, held in 1..max. */
        private float limit(float[] values, float[] scratch) {
            for (int i = 0; i < values.length; i++) {
                scratch[i] = Math.abs(values[i]);
            }
            Arrays.sort(scratch);
            double rank = ratio * (values.length - 1);
            int below = (int) rank;
            int above = Math.min(below + 1, values.length - 1);
            double quantile = scratch[below] + (rank - below) * (scratch[above] - scratch[below]);
            return (float) Math.min(Math.max(quantile, 1), max);
        }
    }

    /** What {@code thresholding} and {@code clip_sample} ask for; the first wins. */
    static Bound of(SchedulerConfig config) {
        if (config.flag("thresholding")) {
            double ratio = config.number("dynamic_thresholding_ratio");
            if (!(ratio >= 0 && ratio <= 1)) {
                throw config.wrong("dynamic_thresholding_ratio", "must be in 0..1");
            }
            return new Quantile(ratio, config.number("sample_max_value"));
        }
        return clip(config);
    }

    /** What {@code clip_sample} alone asks for. */
    static Bound clip(SchedulerConfig config) {
        return config.flag("clip_sample")
                ? new Clip(config.number("clip_sample_range"))
                : new None();
    }

    /** What {@code thresholding} alone asks for. */
    static Bound threshold(SchedulerConfig config) {
        return config.flag("thresholding") ? of(config) : new None();
    }

    default boolean limits() {
        return !(this instanceof None);
    }

    /** Bounds one image's prediction in place; {@code scratch} has its length. */
    default void apply(float[] denoised, float[] scratch) {
        switch (this) {
            case None ignored -> {}
            case Clip clip -> cut(denoised, (float) clip.range(), 1);
            case Quantile quantile -> {
                float limit = quantile.limit(denoised, scratch);
                cut(denoised, limit, limit);
            }
        }
    }

    private static void cut(float[] values, float limit, float divisor) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp(values[i], -limit, limit) / divisor;
        }
    }
}
