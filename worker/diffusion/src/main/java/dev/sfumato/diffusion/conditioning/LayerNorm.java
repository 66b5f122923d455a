package dev.sfumato.diffusion.conditioning;

/** A layer normalisation (arXiv:1607.06450) with its learned scale and shift. Immutable. */
public final class LayerNorm {

    private final float[] scale;
    private final float[] shift;
    private final double epsilon;

    /**
     * Takes ownership of the arrays.
     *
     * @param scale one per channel
     * @param shift one per channel
     * @param epsilon added to the variance, above 0
     */
    public LayerNorm(float[] scale, float[] shift, double epsilon) {
        if (scale.length != shift.length) {
            throw new IllegalArgumentException(
                    "scale and shift must be equally long, got %d and %d"
                            .formatted(scale.length, shift.length));
        }
        this.scale = scale;
        this.shift = shift;
        this.epsilon = epsilon;
    }

    /** Channels of a vector. */
    public int width() {
        return scale.length;
    }

    /**
     * Normalises each vector.
     *
     * @param values vector after vector, {@link #width} floats each; changed
     */
    public void apply(float[] values) {
        for (int from = 0; from < values.length; from += scale.length) {
            double sum = 0;
            for (int i = 0; i < scale.length; i++) {
                sum += values[from + i];
            }
            double mean = sum / scale.length;
            double squares = 0;
            for (int i = 0; i < scale.length; i++) {
                squares += (values[from + i] - mean) * (values[from + i] - mean);
            }
            double factor = 1 / Math.sqrt(squares / scale.length + epsilon);
            for (int i = 0; i < scale.length; i++) {
                values[from + i] =
                        (float) ((values[from + i] - mean) * factor * scale[i] + shift[i]);
            }
        }
    }
}
