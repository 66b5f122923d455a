package dev.sfumato.diffusion.schedule;

import java.util.Arrays;

/** Grids of timesteps, with the reference's rounding (numpy's: half to even). */
final class Spacing {

    /** How a linspace grid is made from n steps. */
    enum Grid {
        /** n points, rounded to whole timesteps. */
        WHOLE,
        /** n points in single precision. */
        SINGLE,
        /** n points in double precision. */
        DOUBLE,
        /** n + 1 whole points of which the last is dropped. */
        ONE_MORE
    }

    private Spacing() {}

    /** {@code n} evenly spaced values from {@code start} to {@code stop}, both included. */
    static double[] linspace(double start, double stop, int n) {
        var out = new double[n];
        double step = n > 1 ? (stop - start) / (n - 1) : 0;
        for (int i = 0; i < n; i++) {
            out[i] = i * step + start;
        }
        if (n > 1) {
            out[n - 1] = stop;
        }
        return out;
    }

    /** {@code n} values from {@code start}, each {@code step} above the one before. */
    static double[] linspaceFrom(double start, double step, int n) {
        var out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = start + i * step;
        }
        return out;
    }

    /**
     * Falling timesteps as {@code timestep_spacing} says.
     *
     * @param last number of training timesteps in use; below the trained number only where small
     *     lambdas are clipped
     */
    static double[] falling(SchedulerConfig config, int last, int n, Grid grid) {
        int trained = config.integer("num_train_timesteps");
        return switch (config.choice("timestep_spacing", "linspace", "leading", "trailing")) {
            case "linspace" -> linspace(last, n, grid);
            case "leading" -> leading(last, n, config.integer("steps_offset"), grid);
            default -> trailing(last, (double) trained / n);
        };
    }

    static double[] linspace(int last, int n, Grid grid) {
        double[] up = linspace(0, last - 1, grid == Grid.ONE_MORE ? n + 1 : n);
        for (int i = 0; i < up.length; i++) {
            up[i] =
                    switch (grid) {
                        case WHOLE, ONE_MORE -> Math.rint(up[i]);
                        case SINGLE -> (float) up[i];
                        case DOUBLE -> up[i];
                    };
        }
        return Arrays.copyOf(reversed(up), n);
    }

    private static double[] leading(int last, int n, int offset, Grid grid) {
        int points = grid == Grid.ONE_MORE ? n + 1 : n;
        int ratio = last / points;
        var out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = (double) (points - 1 - i) * ratio + offset;
        }
        return out;
    }

    /** From {@code last} down to 0 by {@code step}; one value more where rounding lets it in. */
    private static double[] trailing(int last, double step) {
        var out = new double[(int) Math.ceil(last / step)];
        double delta = (last - step) - last;
        for (int i = 0; i < out.length; i++) {
            double value = i == 1 ? last - step : last + i * delta;
            out[i] = Math.rint(value) - 1;
        }
        return out;
    }

    static double[] reversed(double[] values) {
        var out = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = values[values.length - 1 - i];
        }
        return out;
    }

    /** Each value rounded to single precision, with {@code more} appended. */
    static double[] single(double[] values, double... more) {
        double[] out = Arrays.copyOf(values, values.length + more.length);
        System.arraycopy(more, 0, out, values.length, more.length);
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) out[i];
        }
        return out;
    }
}
