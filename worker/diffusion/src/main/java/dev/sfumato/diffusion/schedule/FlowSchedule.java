package dev.sfumato.diffusion.schedule;

import java.util.Arrays;

/** Schedules of flow matching: a level is the part of noise in the latent, 0..1. */
final class FlowSchedule {

    private FlowSchedule() {}

    static Schedule of(SchedulerConfig config, ScheduleRequest request) {
        return config.kind() == SchedulerKind.FLOW_EULER
                ? euler(config, request)
                : heun(config, request);
    }

    private static Schedule euler(SchedulerConfig config, ScheduleRequest request) {
        int trained = config.integer("num_train_timesteps");
        double[] given = given(config, request, trained);
        double[] sigmas = shift(config, request, given, config.number("shift"));
        if (SigmaSpacing.applies(config)) {
            sigmas = SigmaSpacing.of(config, sigmas.length, sigmas[sigmas.length - 1], sigmas[0]);
        }
        sigmas = Spacing.single(sigmas);
        double[] timesteps =
                request.timesteps().isEmpty()
                        ? times(sigmas, trained)
                        : Spacing.single(SigmaSchedule.toArray(request.timesteps()));
        if (config.flag("invert_sigmas")) {
            double[] inverted = Spacing.single(Arrays.stream(sigmas).map(s -> 1 - s).toArray(), 1);
            double[] fed = times(Arrays.copyOf(inverted, sigmas.length), trained);
            return new Schedule(fed, inverted, 1);
        }
        return new Schedule(timesteps, Spacing.single(sigmas, 0), 1);
    }

    private static double[] given(SchedulerConfig config, ScheduleRequest request, int trained) {
        if (!request.sigmas().isEmpty()) {
            return Spacing.single(SigmaSchedule.toArray(request.sigmas()));
        }
        if (!request.timesteps().isEmpty()) {
            double[] timesteps = Spacing.single(SigmaSchedule.toArray(request.timesteps()));
            return Arrays.stream(timesteps).map(t -> t / trained).toArray();
        }
        boolean shifts = !config.flag("use_dynamic_shifting");
        return spaced(trained, request.steps(), shifts ? config.number("shift") : 1);
    }

    /** From the largest level down to the smallest, both shifted once already. */
    private static double[] spaced(int trained, int steps, double shift) {
        double max = (float) LambdaSchedule.shifted(1, shift);
        double min = (float) LambdaSchedule.shifted((float) (1.0 / trained), shift);
        double[] timesteps = Spacing.linspace(max * trained, min * trained, steps);
        return Arrays.stream(timesteps).map(t -> t / trained).toArray();
    }

    /** The shift that the configuration asks for: by resolution (mu) or by a constant. */
    static double[] shift(
            SchedulerConfig config, ScheduleRequest request, double[] sigmas, double constant) {
        double[] out = sigmas.clone();
        boolean dynamic = config.flag("use_dynamic_shifting");
        double mu = dynamic ? mu(config, request) : 0;
        for (int i = 0; i < out.length; i++) {
            out[i] =
                    dynamic
                            ? mu / (mu + (1 / out[i] - 1))
                            : LambdaSchedule.shifted(out[i], constant);
        }
        return config.number("shift_terminal", 0) == 0
                ? out
                : stretched(out, config.number("shift_terminal"));
    }

    private static double mu(SchedulerConfig config, ScheduleRequest request) {
        Double mu = request.mu();
        if (mu == null) {
            throw config.wrong("use_dynamic_shifting", "needs mu in the request");
        }
        return config.choice("time_shift_type", "exponential", "linear").equals("linear")
                ? mu
                : Math.exp(mu);
    }

    /** Stretches the levels so that the last one is {@code terminal}. */
    private static double[] stretched(double[] sigmas, double terminal) {
        double scale = (1 - sigmas[sigmas.length - 1]) / (1 - terminal);
        return Arrays.stream(sigmas).map(s -> 1 - (1 - s) / scale).toArray();
    }

    private static Schedule heun(SchedulerConfig config, ScheduleRequest request) {
        if (!request.timesteps().isEmpty() || !request.sigmas().isEmpty()) {
            throw new IllegalArgumentException(
                    config.kind().className() + " takes a number of steps only");
        }
        int trained = config.integer("num_train_timesteps");
        double shift = config.number("shift");
        double[] once = spaced(trained, request.steps(), shift);
        double[] sigmas =
                Spacing.single(
                        Arrays.stream(once).map(s -> LambdaSchedule.shifted(s, shift)).toArray());
        return new Schedule(
                SigmaSchedule.twiceAfterFirst(times(sigmas, trained)),
                SigmaSchedule.twiceInside(Spacing.single(sigmas, 0)),
                1);
    }

    private static double[] times(double[] sigmas, int trained) {
        return Arrays.stream(sigmas).map(s -> (float) s * trained).toArray();
    }
}
