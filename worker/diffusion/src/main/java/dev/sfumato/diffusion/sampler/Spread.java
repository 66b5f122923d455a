package dev.sfumato.diffusion.sampler;

/** What a call does with noise. */
sealed interface Spread {

    /** Draws none. */
    record None() implements Spread {}

    /** Draws unit noise; the step's form weighs it. */
    record Unit() implements Spread {}

    /** Draws unit noise and multiplies it by the root of the variance the model predicts. */
    record Learned() implements Spread {}

    /**
     * Draws unit noise and multiplies it by a deviation between two, where the model says.
     *
     * @param minLog logarithm of the smallest variance
     * @param maxLog logarithm of the largest
     */
    record LearnedRange(double minLog, double maxLog) implements Spread {}

    /** Applies the variances in the second half of {@code modelOutput} to drawn noise. */
    default void apply(float[] noise, float[] modelOutput) {
        int n = noise.length;
        switch (this) {
            case None ignored -> {}
            case Unit ignored -> {}
            case Learned ignored -> {
                for (int i = 0; i < n; i++) {
                    noise[i] *= (float) Math.sqrt(modelOutput[n + i]);
                }
            }
            case LearnedRange range -> {
                for (int i = 0; i < n; i++) {
                    double part = (modelOutput[n + i] + 1.0) / 2;
                    double log = part * range.maxLog() + (1 - part) * range.minLog();
                    noise[i] *= (float) Math.exp(0.5 * log);
                }
            }
        }
    }

    default boolean draws() {
        return !(this instanceof None);
    }

    default boolean isLearned() {
        return this instanceof Learned || this instanceof LearnedRange;
    }
}
