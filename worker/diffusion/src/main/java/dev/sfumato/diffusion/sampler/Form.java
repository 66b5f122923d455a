package dev.sfumato.diffusion.sampler;

import java.util.Arrays;

/**
 * A linear combination of the buffers a step can read. Solvers write their papers' equations with
 * it once per run; {@link #into} then evaluates it element by element in double precision.
 */
final class Form {

    static final int X = 0;
    static final int MODEL = 1;
    static final int DENOISED = 2;
    static final int NOISE = 3;
    static final int SLOTS = 4;

    private final double[] weights;

    private Form(double[] weights) {
        this.weights = weights;
    }

    /** The buffer at {@code register} alone. */
    static Form of(int register) {
        var weights = new double[register + 1];
        weights[register] = 1;
        return new Form(weights);
    }

    /** The solver's own buffer {@code index}. */
    static Form slot(int index) {
        return of(SLOTS + index);
    }

    /** The latent at this call. */
    static Form x() {
        return of(X);
    }

    /** The model's output at this call. */
    static Form model() {
        return of(MODEL);
    }

    /** This call's draw of unit noise. */
    static Form noise() {
        return of(NOISE);
    }

    Form plus(Form other) {
        double[] sum = Arrays.copyOf(weights, Math.max(weights.length, other.weights.length));
        for (int i = 0; i < other.weights.length; i++) {
            sum[i] += other.weights[i];
        }
        return new Form(sum);
    }

    Form minus(Form other) {
        return plus(other.times(-1));
    }

    Form times(double factor) {
        return new Form(Arrays.stream(weights).map(w -> w == 0 ? 0 : w * factor).toArray());
    }

    Form over(double divisor) {
        return new Form(Arrays.stream(weights).map(w -> w == 0 ? 0 : w / divisor).toArray());
    }

    boolean isFinite() {
        return Arrays.stream(weights).allMatch(Double::isFinite);
    }

    boolean reads(int register) {
        return register < weights.length && weights[register] != 0;
    }

    /** Adds up the buffers that have a weight; {@code out} may be one of them. */
    void into(float[][] registers, float[] out) {
        int used = 0;
        for (double weight : weights) {
            used += weight == 0 ? 0 : 1;
        }
        var factors = new double[used];
        var buffers = new float[used][];
        for (int i = 0, k = 0; i < weights.length; i++) {
            if (weights[i] != 0) {
                factors[k] = weights[i];
                buffers[k++] = registers[i];
            }
        }
        Buffers.combine(factors, buffers, out);
    }

    @Override
    public String toString() {
        return Arrays.toString(weights);
    }
}
