package dev.sfumato.diffusion.schedule;

import java.util.Arrays;
import java.util.List;

/** Schedules of the classes that look up alphaBar at whole timesteps. */
final class DiscreteSchedule {

    private DiscreteSchedule() {}

    static Schedule of(SchedulerConfig config, ScheduleRequest request) {
        int trained = config.integer("num_train_timesteps");
        if (request.steps() > trained) {
            throw new IllegalArgumentException(
                    "steps must be at most num_train_timesteps = %d, got %d"
                            .formatted(trained, request.steps()));
        }
        return switch (config.kind()) {
            case LCM, TCD -> new Schedule(distilled(config, request), new double[0], 1);
            case PNDM -> new Schedule(pseudo(config, request.steps()), new double[0], 1);
            default -> new Schedule(spaced(config, request), new double[0], 1);
        };
    }

    private static double[] spaced(SchedulerConfig config, ScheduleRequest request) {
        if (!request.timesteps().isEmpty()) {
            return custom(config, request.timesteps());
        }
        int trained = config.integer("num_train_timesteps");
        return Spacing.falling(config, trained, request.steps(), Spacing.Grid.WHOLE);
    }

    private static double[] custom(SchedulerConfig config, List<Double> timesteps) {
        if (config.kind() == SchedulerKind.DDIM) {
            throw new IllegalArgumentException(
                    config.kind().className() + " takes a number of steps, not timesteps");
        }
        double[] out = whole(timesteps);
        int trained = config.integer("num_train_timesteps");
        if (out[0] >= trained) {
            throw new IllegalArgumentException(
                    "timesteps must start below num_train_timesteps = %d, got %s"
                            .formatted(trained, timesteps));
        }
        for (int i = 1; i < out.length; i++) {
            if (out[i] >= out[i - 1]) {
                throw new IllegalArgumentException("timesteps must fall, got " + timesteps);
            }
        }
        return out;
    }

    static double[] whole(List<Double> timesteps) {
        return timesteps.stream().mapToDouble(timestep -> timestep.longValue()).toArray();
    }

    /** PNDM: Runge-Kutta warm-up calls unless skipped; then the second timestep comes twice. */
    private static double[] pseudo(SchedulerConfig config, int steps) {
        int trained = config.integer("num_train_timesteps");
        double[] up = Spacing.reversed(Spacing.falling(config, trained, steps, Spacing.Grid.WHOLE));
        return config.flag("skip_prk_steps") ? repeated(up) : rungeKutta(up, trained / steps / 2);
    }

    private static double[] repeated(double[] up) {
        int n = up.length;
        if (n < 2) {
            return up;
        }
        var out = new double[n + 1];
        out[0] = up[n - 1];
        out[1] = up[n - 2];
        for (int i = 2; i <= n; i++) {
            out[i] = up[n - i];
        }
        return out;
    }

    private static double[] rungeKutta(double[] up, int half) {
        if (up.length < 4) {
            throw new IllegalArgumentException(
                    "steps must be at least 4 unless skip_prk_steps, got " + up.length);
        }
        double[] warmUp = warmUp(up, half);
        int rest = up.length - 3;
        double[] out = Arrays.copyOf(warmUp, warmUp.length + rest);
        for (int i = 0; i < rest; i++) {
            out[warmUp.length + i] = up[rest - 1 - i];
        }
        return out;
    }

    /** Twelve calls over the last four timesteps, each step's middle visited twice. */
    private static double[] warmUp(double[] up, int half) {
        var pairs = new double[8];
        for (int i = 0; i < 8; i++) {
            pairs[i] = up[up.length - 4 + i / 2] + (i % 2) * half;
        }
        var out = new double[12];
        for (int i = 0; i < 12; i++) {
            out[i] = pairs[(12 - i) / 2];
        }
        return out;
    }

    /** LCM and TCD: a subset of the schedule the model was distilled on. */
    private static double[] distilled(SchedulerConfig config, ScheduleRequest request) {
        if (!request.timesteps().isEmpty()) {
            double[] all = custom(config, request.timesteps());
            int kept = Math.min((int) (all.length * request.strength()), all.length);
            return Arrays.copyOfRange(all, all.length - kept, all.length);
        }
        double[] origin = origin(config, request);
        int steps = request.steps();
        Integer own = request.originalSteps();
        int original = own != null ? own : config.integer("original_inference_steps");
        if (origin.length < steps || original < steps) {
            throw new IllegalArgumentException(
                    "steps must be at most original_inference_steps x strength = %d x %s, got %d"
                            .formatted(original, request.strength(), steps));
        }
        var out = new double[steps];
        for (int i = 0; i < steps; i++) {
            int index = (int) Math.floor(i * ((double) origin.length / steps));
            out[i] = origin[origin.length - 1 - index];
        }
        return out;
    }

    private static double[] origin(SchedulerConfig config, ScheduleRequest request) {
        int trained = config.integer("num_train_timesteps");
        Integer own = request.originalSteps();
        if (config.kind() == SchedulerKind.TCD && own != null) {
            return Spacing.linspaceFrom(0, 1, (int) (trained * request.strength()));
        }
        int original = own != null ? own : config.integer("original_inference_steps");
        if (original < 1 || original > trained) {
            throw new IllegalArgumentException(
                    "original_inference_steps must be in 1..num_train_timesteps = %d, got %d"
                            .formatted(trained, original));
        }
        int ratio = trained / original;
        return Spacing.linspaceFrom(ratio - 1, ratio, (int) (original * request.strength()));
    }
}
