package dev.sfumato.diffusion.schedule;

import java.util.Arrays;

/** Schedules of the EDM classes (arXiv:2206.00364): levels first, timesteps from them. */
final class EdmSchedule {

    private EdmSchedule() {}

    static Schedule of(SchedulerConfig config, ScheduleRequest request) {
        if (!request.timesteps().isEmpty()) {
            throw new IllegalArgumentException(
                    config.kind().className() + " takes a number of steps, not timesteps");
        }
        boolean karras = config.choice("sigma_schedule", "karras", "exponential").equals("karras");
        double[] sigmas = karras ? karras(config, request) : exponential(config, request.steps());
        boolean zero = config.choice("final_sigmas_type", "zero", "sigma_min").equals("zero");
        double[] all = Spacing.single(sigmas, zero ? 0 : smallest(config, sigmas));
        double max = config.number("sigma_max");
        return new Schedule(SigmaSchedule.quarterLogs(all), all, Math.sqrt(max * max + 1));
    }

    private static double smallest(SchedulerConfig config, double[] sigmas) {
        return config.kind() == SchedulerKind.EDM_EULER
                ? sigmas[sigmas.length - 1]
                : config.number("sigma_min");
    }

    private static double[] karras(SchedulerConfig config, ScheduleRequest request) {
        double rho = config.number("rho");
        double low = Math.pow(config.number("sigma_min"), 1 / rho);
        double high = Math.pow(config.number("sigma_max"), 1 / rho);
        if (config.kind() == SchedulerKind.EDM_EULER) {
            double[] ramp =
                    request.sigmas().isEmpty()
                            ? Spacing.linspace(0, 1, request.steps())
                            : SigmaSchedule.toArray(request.sigmas());
            return Arrays.stream(ramp).map(r -> Math.pow(high + r * (low - high), rho)).toArray();
        }
        if (!request.sigmas().isEmpty()) {
            throw new IllegalArgumentException(
                    config.kind().className() + " takes a number of steps, not sigmas");
        }
        return karrasSingle(Betas.linspace(0, 1, request.steps()), low, high, rho);
    }

    /** The DPM class keeps its ramp in single precision: the first level is just below the max. */
    private static double[] karrasSingle(float[] ramp, double low, double high, double rho) {
        var out = new double[ramp.length];
        for (int i = 0; i < ramp.length; i++) {
            float root = (float) high + ramp[i] * (float) (low - high);
            out[i] = (float) Math.pow(root, (float) rho);
        }
        return out;
    }

    private static double[] exponential(SchedulerConfig config, int steps) {
        double low = Math.log(config.number("sigma_min"));
        double high = Math.log(config.number("sigma_max"));
        float[] logs = Betas.linspace(low, high, steps);
        var out = new double[steps];
        for (int i = 0; i < steps; i++) {
            out[i] = (float) Math.exp(logs[steps - 1 - i]);
        }
        return out;
    }
}
