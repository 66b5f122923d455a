package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/** Euler steps of the probability-flow equation with optional churn, arXiv:2206.00364. */
record Euler(Schedule schedule, Prediction prediction, SamplerOptions.Churn churn)
        implements Solver {

    static Euler of(SchedulerConfig config, SamplerOptions options) {
        return new Euler(
                Schedule.of(config, options.schedule()),
                "original_sample".equals(config.values().get("prediction_type"))
                        ? Prediction.SAMPLE
                        : Prediction.of(
                                config, Prediction.EPSILON, Prediction.VELOCITY, Prediction.SAMPLE),
                options.churn());
    }

    @Override
    public int slots() {
        return 0;
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
        double sigma = schedule.sigma(call);
        double gamma = churn.gamma(sigma, schedule.sigmas().length - 1);
        double raised = sigma * (gamma + 1);
        Form added = Form.noise().times(churn.noise() * Math.sqrt(raised * raised - sigma * sigma));
        Form x = gamma > 0 ? Form.x().plus(added) : Form.x();
        double seen = prediction == Prediction.VELOCITY ? sigma : raised;
        Form denoised = prediction.denoised(x, seen);
        Form derivative = x.minus(denoised).over(raised);
        Form next = x.plus(derivative.times(schedule.sigma(call + 1) - raised));
        Move move = Move.of(prediction.denoised(Form.x(), sigma), next);
        return gamma > 0 ? move.drawing() : move;
    }
}
