package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/** Euler steps with optional churn over EDM's preconditioned models, arXiv:2206.00364. */
record EdmEuler(Schedule schedule, Prediction prediction, double data, SamplerOptions.Churn churn)
        implements Solver {

    static EdmEuler of(SchedulerConfig config, SamplerOptions options) {
        return new EdmEuler(
                Schedule.of(config, options.schedule()),
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY),
                config.number("sigma_data"),
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
        double sigma = schedule.sigma(call);
        return 1 / Math.sqrt(sigma * sigma + data * data);
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call);
        double gamma = churn.gamma(sigma, schedule.sigmas().length - 1);
        double raised = sigma * (gamma + 1);
        Form added = Form.noise().times(churn.noise() * Math.sqrt(raised * raised - sigma * sigma));
        Form x = gamma > 0 ? Form.x().plus(added) : Form.x();
        Form denoised = Edm.denoised(x, raised, data, prediction);
        Form derivative = x.minus(denoised).over(raised);
        Form next = x.plus(derivative.times(schedule.sigma(call + 1) - raised));
        Move move = Move.of(Edm.denoised(Form.x(), sigma, data, prediction), next);
        return gamma > 0 ? move.drawing() : move;
    }
}
