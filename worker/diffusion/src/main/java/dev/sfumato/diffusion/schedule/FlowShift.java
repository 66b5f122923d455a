package dev.sfumato.diffusion.schedule;

/** The resolution-dependent shift of flow matching: larger pictures start with more noise. */
public final class FlowShift {

    private static final double BASE_TOKENS = 256;
    private static final double MAX_TOKENS = 4096;
    private static final double BASE_SHIFT = 0.5;
    private static final double MAX_SHIFT = 1.15;

    private FlowShift() {}

    /**
     * The {@code mu} of a picture, on the straight line through (baseTokens, baseShift) and
     * (maxTokens, maxShift); not held at its ends.
     *
     * @param tokens positions that the denoiser attends to, at least 1; height times width of the
     *     packed latent
     * @param baseTokens of the smallest picture trained on
     * @param maxTokens of the largest, another number
     * @throws IllegalArgumentException if {@code tokens} is below 1 or the two ends are one
     */
    public static double mu(
            int tokens, double baseTokens, double maxTokens, double baseShift, double maxShift) {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens must be at least 1, got " + tokens);
        }
        if (baseTokens == maxTokens) {
            throw new IllegalArgumentException(
                    "max_image_seq_len must differ from base_image_seq_len, got " + maxTokens);
        }
        double slope = (maxShift - baseShift) / (maxTokens - baseTokens);
        return tokens * slope + (baseShift - slope * baseTokens);
    }

    /**
     * The same for a scheduler's configuration: {@code base_image_seq_len}, {@code
     * max_image_seq_len}, {@code base_shift} and {@code max_shift}, by default 256, 4096, 0.5 and
     * 1.15.
     */
    public static double mu(SchedulerConfig config, int tokens) {
        return mu(
                tokens,
                config.number("base_image_seq_len", BASE_TOKENS),
                config.number("max_image_seq_len", MAX_TOKENS),
                config.number("base_shift", BASE_SHIFT),
                config.number("max_shift", MAX_SHIFT));
    }
}
