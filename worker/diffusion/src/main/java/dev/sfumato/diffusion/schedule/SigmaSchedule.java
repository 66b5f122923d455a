package dev.sfumato.diffusion.schedule;

import java.util.Arrays;

/** Schedules of the classes that walk down noise levels from unit-variance clean latents. */
final class SigmaSchedule {

    private SigmaSchedule() {}

    static Schedule of(SchedulerConfig config, ScheduleRequest request) {
        var noise = TrainingNoise.of(config);
        return request.sigmas().isEmpty()
                ? spaced(config, request, noise)
                : custom(config, request, noise);
    }

    private static Schedule custom(
            SchedulerConfig config, ScheduleRequest request, TrainingNoise noise) {
        if (config.kind() != SchedulerKind.EULER) {
            throw new IllegalArgumentException(
                    config.kind().className() + " takes a number of steps, not sigmas");
        }
        double[] sigmas = Spacing.single(toArray(request.sigmas()));
        if (sigmas.length < 2) {
            throw new IllegalArgumentException(
                    "sigmas must hold at least one level and the final 0, got " + request.sigmas());
        }
        var timesteps = new double[sigmas.length - 1];
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = noise.timestepOf(sigmas[i]);
        }
        return euler(config, timesteps, sigmas);
    }

    private static Schedule spaced(
            SchedulerConfig config, ScheduleRequest request, TrainingNoise noise) {
        double[] timesteps = timesteps(config, request);
        double[] sigmas = levels(config, timesteps, noise);
        if (SigmaSpacing.applies(config)) {
            if (!request.timesteps().isEmpty()) {
                throw new IllegalArgumentException(
                        config.kind().className()
                                + ": timesteps must not be combined with karras, exponential or"
                                + " beta sigmas, got "
                                + request.timesteps());
            }
            sigmas =
                    SigmaSpacing.of(config, timesteps.length, sigmas[sigmas.length - 1], sigmas[0]);
            timesteps = timestepsOf(sigmas, noise);
        }
        return switch (config.kind()) {
            case EULER ->
                    euler(config, timesteps, Spacing.single(sigmas, finalSigma(config, noise)));
            case HEUN -> heun(config, timesteps, Spacing.single(sigmas, 0));
            case KDPM2, KDPM2_ANCESTRAL ->
                    MiddleSchedule.kdpm2(config, timesteps, Spacing.single(sigmas, 0), noise);
            case DPM_SDE -> MiddleSchedule.sde(config, timesteps, sigmas, noise);
            default -> {
                double[] all = Spacing.single(sigmas, 0);
                yield new Schedule(Spacing.single(timesteps), all, initial(config, all));
            }
        };
    }

    private static double[] timesteps(SchedulerConfig config, ScheduleRequest request) {
        if (request.timesteps().isEmpty()) {
            int trained = config.integer("num_train_timesteps");
            var grid =
                    config.kind() == SchedulerKind.DPM_SDE
                            ? Spacing.Grid.DOUBLE
                            : Spacing.Grid.SINGLE;
            return Spacing.falling(config, trained, request.steps(), grid);
        }
        if (config.kind() != SchedulerKind.EULER && config.kind() != SchedulerKind.HEUN) {
            throw new IllegalArgumentException(
                    config.kind().className() + " takes a number of steps, not timesteps");
        }
        return Spacing.single(toArray(request.timesteps()));
    }

    private static double[] levels(
            SchedulerConfig config, double[] timesteps, TrainingNoise noise) {
        if (config.kind() == SchedulerKind.EULER
                && config.choice("interpolation_type", "linear", "log_linear")
                        .equals("log_linear")) {
            return logLinear(timesteps.length, noise);
        }
        return Arrays.stream(timesteps).map(noise::sigmaAt).toArray();
    }

    /** One level more than timesteps, evenly spaced in log sigma. */
    private static double[] logLinear(int steps, TrainingNoise noise) {
        int last = noise.timesteps() - 1;
        float[] logs = Betas.linspace(noise.logSigma(last), noise.logSigma(0), steps + 1);
        var out = new double[logs.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) Math.exp(logs[i]);
        }
        return out;
    }

    private static double finalSigma(SchedulerConfig config, TrainingNoise noise) {
        return config.choice("final_sigmas_type", "zero", "sigma_min").equals("zero")
                ? 0
                : noise.sigmaMin();
    }

    private static Schedule euler(SchedulerConfig config, double[] timesteps, double[] sigmas) {
        boolean continuous =
                config.choice("timestep_type", "discrete", "continuous").equals("continuous")
                        && "v_prediction".equals(config.values().get("prediction_type"));
        double[] fed = continuous ? quarterLogs(sigmas) : timesteps;
        return new Schedule(Spacing.single(fed), sigmas, initial(config, sigmas));
    }

    /** A quarter of the logarithm of each level but the last, as models of EDM's kind expect. */
    static double[] quarterLogs(double[] sigmas) {
        var out = new double[sigmas.length - 1];
        for (int i = 0; i < out.length; i++) {
            out[i] = 0.25f * (float) Math.log(sigmas[i]);
        }
        return out;
    }

    private static Schedule heun(SchedulerConfig config, double[] timesteps, double[] sigmas) {
        return new Schedule(
                Spacing.single(twiceAfterFirst(timesteps)),
                twiceInside(sigmas),
                initial(config, sigmas));
    }

    static double[] timestepsOf(double[] sigmas, TrainingNoise noise) {
        return Arrays.stream(sigmas).map(noise::timestepOf).toArray();
    }

    /** The first value once, each later one twice. */
    static double[] twiceAfterFirst(double[] values) {
        var out = new double[2 * values.length - 1];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[(i + 1) / 2];
        }
        return out;
    }

    /** The first and last value once, those between twice. */
    static double[] twiceInside(double[] values) {
        return Arrays.copyOf(twiceAfterFirst(values), 2 * values.length - 2);
    }

    static double initial(SchedulerConfig config, double[] sigmas) {
        double max = Arrays.stream(sigmas).max().orElseThrow();
        boolean leading = "leading".equals(config.values().get("timestep_spacing"));
        return leading ? (float) Math.sqrt(max * max + 1) : max;
    }

    static double[] toArray(java.util.List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
