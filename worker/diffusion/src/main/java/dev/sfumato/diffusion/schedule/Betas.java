package dev.sfumato.diffusion.schedule;

import java.util.function.DoubleUnaryOperator;

/**
 * Variances added per training timestep, in the single precision of the reference (bit for bit:
 * linear and scaled-linear).
 */
final class Betas {

    private Betas() {}

    static float[] of(SchedulerConfig config) {
        float[] betas = trained(config);
        return config.flag("rescale_betas_zero_snr") ? zeroTerminalSnr(betas) : betas;
    }

    private static float[] trained(SchedulerConfig config) {
        if (config.has("trained_betas")) {
            var list = config.numbers("trained_betas");
            var betas = new float[list.size()];
            for (int i = 0; i < betas.length; i++) {
                betas[i] = list.get(i).floatValue();
            }
            return betas;
        }
        int n = config.integer("num_train_timesteps");
        if (n < 1) {
            throw config.wrong("num_train_timesteps", "must be at least 1");
        }
        double start = config.number("beta_start");
        double end = config.number("beta_end");
        return switch (config.choice("beta_schedule", schedules(config.kind()))) {
            case "linear" -> linspace(start, end, n);
            case "scaled_linear" -> squared(linspace(Math.sqrt(start), Math.sqrt(end), n));
            case "squaredcos_cap_v2" -> alphaBar(n, Betas::cosine);
            case "laplace" -> alphaBar(n, Betas::laplace);
            case "exp" -> alphaBar(n, t -> Math.exp(t * -12));
            default -> sigmoid(start, end, n);
        };
    }

    private static String[] schedules(SchedulerKind kind) {
        return switch (kind) {
            case DDPM ->
                    new String[] {
                        "linear", "scaled_linear", "squaredcos_cap_v2", "laplace", "sigmoid"
                    };
            case HEUN -> new String[] {"linear", "scaled_linear", "squaredcos_cap_v2", "exp"};
            case DDIM,
                    PNDM,
                    LMS,
                    EULER,
                    EULER_ANCESTRAL,
                    KDPM2,
                    KDPM2_ANCESTRAL,
                    DPM_MULTISTEP,
                    DPM_SINGLESTEP,
                    DPM_SDE,
                    DEIS,
                    UNIPC,
                    SA_SOLVER,
                    LCM,
                    TCD,
                    EDM_EULER,
                    EDM_DPM_MULTISTEP,
                    FLOW_EULER,
                    FLOW_HEUN ->
                    new String[] {"linear", "scaled_linear", "squaredcos_cap_v2"};
        };
    }

    /** Up from the start in the first half, down from the end in the second; fused, in floats. */
    static float[] linspace(double start, double end, int n) {
        var out = new float[n];
        float first = (float) start;
        float last = (float) end;
        float step = n > 1 ? (last - first) / (n - 1) : 0;
        for (int i = 0; i < n; i++) {
            out[i] = i < n / 2 ? Math.fma(step, i, first) : Math.fma(-step, n - 1 - i, last);
        }
        if (n == 1) {
            out[0] = first;
        }
        return out;
    }

    private static float[] squared(float[] roots) {
        for (int i = 0; i < roots.length; i++) {
            roots[i] *= roots[i];
        }
        return roots;
    }

    private static float[] alphaBar(int n, DoubleUnaryOperator alphaBar) {
        var out = new float[n];
        for (int i = 0; i < n; i++) {
            double before = alphaBar.applyAsDouble((double) i / n);
            double after = alphaBar.applyAsDouble((double) (i + 1) / n);
            out[i] = (float) Math.min(1 - after / before, 0.999);
        }
        return out;
    }

    private static double cosine(double t) {
        double cosine = Math.cos((t + 0.008) / 1.008 * Math.PI / 2);
        return cosine * cosine;
    }

    private static double laplace(double t) {
        double distance = 0.5 - t;
        double lambda =
                -0.5 * Math.copySign(1, distance) * Math.log(1 - 2 * Math.abs(distance) + 1e-6);
        double snr = Math.exp(lambda);
        return Math.sqrt(snr / (1 + snr));
    }

    private static float[] sigmoid(double start, double end, int n) {
        float[] out = linspace(-6, 6, n);
        for (int i = 0; i < n; i++) {
            float sigmoid = (float) (1 / (1 + Math.exp(-out[i])));
            out[i] = sigmoid * (float) (end - start) + (float) start;
        }
        return out;
    }

    /** Shifts and scales the square roots of alphaBar so that the last is 0; arXiv:2305.08891. */
    private static float[] zeroTerminalSnr(float[] betas) {
        float[] bar = cumprod(betas);
        int n = bar.length;
        for (int i = 0; i < n; i++) {
            bar[i] = (float) Math.sqrt(bar[i]);
        }
        float first = bar[0];
        float last = bar[n - 1];
        for (int i = 0; i < n; i++) {
            bar[i] = (bar[i] - last) * (first / (first - last));
            bar[i] *= bar[i];
        }
        var out = new float[n];
        for (int i = 0; i < n; i++) {
            out[i] = 1 - (i == 0 ? bar[0] : bar[i] / bar[i - 1]);
        }
        return out;
    }

    /** Running product of 1 - beta, accumulated in double precision. */
    static float[] cumprod(float[] betas) {
        var out = new float[betas.length];
        double product = 1;
        for (int i = 0; i < betas.length; i++) {
            product *= 1f - betas[i];
            out[i] = (float) product;
        }
        return out;
    }
}
