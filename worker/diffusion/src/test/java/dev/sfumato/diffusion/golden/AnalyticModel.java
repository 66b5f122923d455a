package dev.sfumato.diffusion.golden;

import java.util.Arrays;

/** The stand-in for a network that the recordings were made with; every operation rounded. */
final class AnalyticModel {

    private AnalyticModel() {}

    static float[] output(float[] scaled, float timestep, int items, boolean withVariance) {
        int length = scaled.length / items;
        int outputs = withVariance ? 2 * length : length;
        var out = new float[items * outputs];
        for (int item = 0; item < items; item++) {
            float[] x = Arrays.copyOfRange(scaled, item * length, (item + 1) * length);
            for (int i = 0; i < length; i++) {
                out[item * outputs + i] = mean(x[i], timestep);
                if (withVariance) {
                    out[item * outputs + length + i] = 0.5f * (float) Math.cos(x[i]);
                }
            }
        }
        return out;
    }

    private static float mean(float x, float t) {
        float u = 0.9f * x + 0.002f * t;
        float v = 3.0f * x;
        return 0.6f * (float) Math.sin(u) + 0.1f * (float) Math.cos(v);
    }
}
