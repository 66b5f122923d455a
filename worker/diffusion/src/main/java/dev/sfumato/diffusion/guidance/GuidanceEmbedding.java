package dev.sfumato.diffusion.guidance;

/**
 * The guidance weight as some distilled networks take it: an input instead of a second row
 * (arXiv:2210.03142).
 */
public final class GuidanceEmbedding {
    private GuidanceEmbedding() {}

    /**
     * Sines, then cosines, of {@code (scale - 1) * 1000} at falling frequencies.
     *
     * @param width floats wanted; an odd one gets a zero at the end
     */
    public static float[] of(double scale, int width) {
        int half = width / 2;
        var out = new float[width];
        float weight = (float) (scale - 1) * 1000f;
        double decay = Math.log(10_000.0) / (half - 1);
        for (int i = 0; i < half; i++) {
            float angle = weight * (float) Math.exp(i * -(float) decay);
            out[i] = (float) Math.sin(angle);
            out[half + i] = (float) Math.cos(angle);
        }
        return out;
    }
}
