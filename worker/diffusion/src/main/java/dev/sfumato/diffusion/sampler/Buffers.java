package dev.sfumato.diffusion.sampler;

/** Element-wise arithmetic on latents: static, without allocation, sums in double precision. */
final class Buffers {

    private Buffers() {}

    /** {@code out = factor * x}; {@code out} may be {@code x}. */
    static void scale(double factor, float[] x, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (factor * x[i]);
        }
    }

    /** The weighted sum of {@code buffers}; {@code out} may be one of them. */
    static void combine(double[] factors, float[][] buffers, float[] out) {
        switch (factors.length) {
            case 0 -> java.util.Arrays.fill(out, 0);
            case 1 -> scale(factors[0], buffers[0], out);
            case 2 -> combine(factors[0], buffers[0], factors[1], buffers[1], out);
            case 3 -> three(factors, buffers, out);
            default -> many(factors, buffers, out);
        }
    }

    /** {@code out = a * x + b * y}; {@code out} may be either. */
    static void combine(double a, float[] x, double b, float[] y, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (a * x[i] + b * y[i]);
        }
    }

    private static void three(double[] factors, float[][] buffers, float[] out) {
        double a = factors[0];
        double b = factors[1];
        double c = factors[2];
        float[] x = buffers[0];
        float[] y = buffers[1];
        float[] z = buffers[2];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (a * x[i] + b * y[i] + c * z[i]);
        }
    }

    private static void many(double[] factors, float[][] buffers, float[] out) {
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            for (int k = 0; k < factors.length; k++) {
                sum += factors[k] * buffers[k][i];
            }
            out[i] = (float) sum;
        }
    }
}
