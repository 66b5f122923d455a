package dev.sfumato.diffusion.schedule;

import java.util.Arrays;

/** Schedules of the classes that solve in log signal-to-noise: DPM-Solver, DEIS, UniPC, SA. */
final class LambdaSchedule {

    private final SchedulerConfig config;
    private final ScheduleRequest request;
    private final SchedulerKind kind;
    private final int trained;

    private LambdaSchedule(SchedulerConfig config, ScheduleRequest request) {
        this.config = config;
        this.request = request;
        this.kind = config.kind();
        this.trained = config.integer("num_train_timesteps");
    }

    static Schedule of(SchedulerConfig config, ScheduleRequest request) {
        return new LambdaSchedule(config, request).schedule();
    }

    private Schedule schedule() {
        checkCustom();
        var noise = TrainingNoise.of(config);
        int steps = request.steps();
        if (SigmaSpacing.applies(config)) {
            return rule(SigmaSpacing.of(config, steps, noise.sigmaMin(), noise.sigmaMax()), noise);
        }
        if (kind == SchedulerKind.DPM_MULTISTEP && config.flag("use_lu_lambdas")) {
            double last = noise.logSigma(noise.timesteps() - 1);
            double[] lambdas = Spacing.linspace(last, noise.logSigma(0), steps);
            return rounded(Arrays.stream(lambdas).map(Math::exp).toArray(), noise);
        }
        if (config.flag("use_flow_sigmas")) {
            double[] sigmas = kind == SchedulerKind.UNIPC ? unipcFlow() : flow();
            return flowing(sigmas, noise);
        }
        double[] timesteps = timesteps(noise);
        double[] sigmas = Arrays.stream(timesteps).map(noise::sigmaAt).toArray();
        double end = endsAtZero() ? 0 : noise.sigmaMin();
        return new Schedule(timesteps, Spacing.single(sigmas, end), 1);
    }

    private void checkCustom() {
        boolean dpm = kind == SchedulerKind.DPM_MULTISTEP || kind == SchedulerKind.DPM_SINGLESTEP;
        boolean timesteps = !request.timesteps().isEmpty();
        if (timesteps && !dpm) {
            throw new IllegalArgumentException(
                    kind.className() + " takes a number of steps, not timesteps");
        }
        boolean spaced = SigmaSpacing.applies(config) || config.flag("use_lu_lambdas");
        if (timesteps && spaced) {
            throw new IllegalArgumentException(
                    kind.className()
                            + ": timesteps must not be combined with karras, exponential, beta or"
                            + " lu sigmas, got "
                            + request.timesteps());
        }
        boolean flow = kind == SchedulerKind.UNIPC && config.flag("use_flow_sigmas");
        if (!request.sigmas().isEmpty() && !flow) {
            throw new IllegalArgumentException(
                    kind.className() + " takes sigmas only with use_flow_sigmas (UniPC)");
        }
    }

    private double[] timesteps(TrainingNoise noise) {
        if (!request.timesteps().isEmpty()) {
            return DiscreteSchedule.whole(request.timesteps());
        }
        var grid = Spacing.Grid.ONE_MORE;
        return switch (kind) {
            case DPM_SINGLESTEP -> Spacing.linspace(unclipped(noise), request.steps(), grid);
            case DPM_MULTISTEP, SA_SOLVER ->
                    Spacing.falling(config, unclipped(noise), request.steps(), grid);
            default -> Spacing.falling(config, trained, request.steps(), grid);
        };
    }

    private int unclipped(TrainingNoise noise) {
        return noise.timestepsAbove(config.number("lambda_min_clipped"));
    }

    /** True where the last level is 0 rather than small. */
    private boolean endsAtZero() {
        return switch (kind) {
            case DEIS, SA_SOLVER -> false;
            default -> config.choice("final_sigmas_type", "zero", "sigma_min").equals("zero");
        };
    }

    private Schedule rule(double[] sigmas, TrainingNoise noise) {
        boolean flow = kind == SchedulerKind.UNIPC && config.flag("use_flow_sigmas");
        if (flow && config.flag("use_karras_sigmas")) {
            return flowing(Arrays.stream(sigmas).map(s -> s / (s + 1)).toArray(), noise);
        }
        return config.flag("use_karras_sigmas")
                ? rounded(sigmas, noise)
                : new Schedule(
                        cut(SigmaSchedule.timestepsOf(sigmas, noise)), ended(sigmas, noise), 1);
    }

    /** Timesteps rounded to whole ones; cut instead for cosine betas in DPM multistep. */
    private Schedule rounded(double[] sigmas, TrainingNoise noise) {
        double[] timesteps = SigmaSchedule.timestepsOf(sigmas, noise);
        boolean cosine = "squaredcos_cap_v2".equals(config.values().get("beta_schedule"));
        double[] whole =
                cosine && kind == SchedulerKind.DPM_MULTISTEP
                        ? cut(timesteps)
                        : Arrays.stream(timesteps).map(Math::rint).toArray();
        return new Schedule(whole, ended(sigmas, noise), 1);
    }

    private Schedule flowing(double[] sigmas, TrainingNoise noise) {
        double[] timesteps = Arrays.stream(sigmas).map(s -> s * trained).toArray();
        return new Schedule(cut(timesteps), ended(sigmas, noise), 1);
    }

    private double[] flow() {
        double shift = shift();
        double[] alphas = Spacing.linspace(1, 1.0 / trained, request.steps() + 1);
        double[] sigmas = Arrays.stream(alphas).map(alpha -> shifted(1 - alpha, shift)).toArray();
        return Arrays.copyOf(Spacing.reversed(sigmas), request.steps());
    }

    private double shift() {
        Double mu = request.mu();
        if (mu == null) {
            return config.number("flow_shift");
        }
        if (!config.flag("use_dynamic_shifting")) {
            throw config.wrong("use_dynamic_shifting", "must be true where mu is given");
        }
        config.choice("time_shift_type", "exponential");
        return Math.exp(mu);
    }

    static double shifted(double sigma, double shift) {
        return shift * sigma / (1 + (shift - 1) * sigma);
    }

    private double[] unipcFlow() {
        double[] sigmas =
                request.sigmas().isEmpty()
                        ? Arrays.copyOf(
                                Spacing.linspace(1, 1.0 / trained, request.steps() + 1),
                                request.steps())
                        : SigmaSchedule.toArray(request.sigmas());
        double[] shifted = FlowSchedule.shift(config, request, sigmas, config.number("flow_shift"));
        if (Math.abs(shifted[0] - 1) < 1e-6) {
            shifted[0] -= 1e-6;
        }
        return shifted;
    }

    private double[] ended(double[] sigmas, TrainingNoise noise) {
        double last = sigmas[sigmas.length - 1];
        double end =
                switch (kind) {
                    case DEIS, SA_SOLVER -> last;
                    case UNIPC -> endsAtZero() ? 0 : last;
                    default -> endsAtZero() ? 0 : noise.sigmaMin();
                };
        return Spacing.single(sigmas, end);
    }

    /** Towards zero, as a cast to a whole number does. */
    private static double[] cut(double[] timesteps) {
        return Arrays.stream(timesteps).map(timestep -> (long) timestep).toArray();
    }
}
