package dev.sfumato.diffusion.guidance;

/**
 * Classifier-free guidance (arXiv:2207.12598) of one run.
 *
 * @param scale weight of the prompt; 1 and less is off
 * @param rescale 0 to 1: how far the result's standard deviation is pulled back to the conditional
 *     one's (arXiv:2305.08891, section 3.4)
 * @param from share of the steps before which guidance is off, 0 to 1
 * @param until share of the steps from which guidance is off, 0 to 1
 */
public record Guidance(double scale, double rescale, double from, double until) {
    /** Guidance of that weight at every step. */
    public static Guidance of(double scale) {
        return new Guidance(scale, 0, 0, 1);
    }

    /** Whether step {@code step} of {@code steps} needs the unconditional prediction. */
    public boolean applies(int step, int steps) {
        return scale > 1 && step >= Math.rint(from * steps) && step < Math.rint(until * steps);
    }

    /**
     * Writes {@code unconditional + scale * (conditional - unconditional)}, rescaled, into {@code
     * out}; it may be either input.
     */
    public void combine(float[] unconditional, float[] conditional, float[] out) {
        float weight = (float) scale;
        if (rescale <= 0) {
            for (int i = 0; i < out.length; i++) {
                out[i] = unconditional[i] + weight * (conditional[i] - unconditional[i]);
            }
            return;
        }
        double wanted = deviation(conditional);
        for (int i = 0; i < out.length; i++) {
            out[i] = unconditional[i] + weight * (conditional[i] - unconditional[i]);
        }
        float ratio = (float) (wanted / deviation(out));
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (rescale * (out[i] * ratio) + (1 - rescale) * out[i]);
        }
    }

    /** Standard deviation with divisor n - 1. */
    public static double deviation(float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += value;
        }
        mean /= values.length;
        double sum = 0;
        for (float value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / (values.length - 1));
    }
}
