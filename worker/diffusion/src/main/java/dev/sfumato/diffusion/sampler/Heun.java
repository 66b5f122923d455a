package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/** Heun's second-order method, arXiv:2206.00364, algorithm 1; two calls a step but the last. */
record Heun(Schedule schedule, Prediction prediction, Bound bound) implements Solver {

    private static final int DERIVATIVE = 0;
    private static final int LATENT = 1;

    static Heun of(SchedulerConfig config, SamplerOptions options) {
        return new Heun(
                Schedule.of(config, options.schedule()),
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY, Prediction.SAMPLE),
                Bound.clip(config));
    }

    @Override
    public int slots() {
        return 2;
    }

    @Override
    public Level level(int call) {
        return new Level(1, schedule.sigma(call));
    }

    @Override
    public double inputScale(int call) {
        return Level.ofSigma(schedule.sigma(call)).signal();
    }

    @Override
    public Move move(int call, int done) {
        double here = schedule.sigma(call);
        Form denoised = prediction.denoised(Form.x(), here);
        Form derivative = Form.x().minus(Move.prediction(denoised, bound)).over(here);
        if (done % 2 == 0) {
            Form next = Form.x().plus(derivative.times(schedule.sigma(call + 1) - here));
            return Move.bounded(
                    denoised,
                    bound,
                    next,
                    Move.keep(DERIVATIVE, derivative),
                    Move.keep(LATENT, Form.x()));
        }
        double length = here - schedule.sigma(call - 1);
        Form mean = Form.slot(DERIVATIVE).plus(derivative).over(2);
        return Move.bounded(denoised, bound, Form.slot(LATENT).plus(mean.times(length)));
    }
}
