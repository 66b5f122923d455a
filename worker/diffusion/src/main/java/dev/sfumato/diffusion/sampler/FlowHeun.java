package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/** Heun's method along flow matching's velocity; two calls a step but the last. */
record FlowHeun(Schedule schedule, SamplerOptions.Churn churn) implements Solver {

    private static final int DERIVATIVE = 0;
    private static final int LATENT = 1;

    static FlowHeun of(SchedulerConfig config, SamplerOptions options) {
        return new FlowHeun(Schedule.of(config, options.schedule()), options.churn());
    }

    @Override
    public int slots() {
        return 2;
    }

    @Override
    public Level level(int call) {
        return Level.ofFlow(schedule.sigma(call));
    }

    @Override
    public Move move(int call, int done) {
        boolean start = call % 2 == 0;
        double sigma = schedule.sigma(start ? call : call - 1);
        double target = schedule.sigma(start ? call + 1 : call);
        double gamma = churn.gamma(sigma, schedule.sigmas().length - 1);
        double raised = sigma * (gamma + 1);
        Form denoised = Form.x().minus(Form.model().times(schedule.sigma(call)));
        Move move =
                start ? first(denoised, sigma, raised, target) : second(denoised, raised, target);
        return gamma > 0 ? move.drawing() : move;
    }

    private Move first(Form denoised, double sigma, double raised, double target) {
        Form added = Form.noise().times(churn.noise() * Math.sqrt(raised * raised - sigma * sigma));
        Form x = raised > sigma ? Form.x().plus(added) : Form.x();
        Form derivative = Form.model().times(sigma / raised);
        return Move.of(
                denoised,
                x.plus(derivative.times(target - raised)),
                Move.keep(DERIVATIVE, derivative),
                Move.keep(LATENT, x));
    }

    private static Move second(Form denoised, double raised, double target) {
        Form mean = Form.slot(DERIVATIVE).plus(Form.model()).over(2);
        return Move.of(denoised, Form.slot(LATENT).plus(mean.times(target - raised)));
    }
}
