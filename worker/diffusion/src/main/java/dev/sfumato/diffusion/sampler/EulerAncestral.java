package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/** Euler steps that go down too far and put noise back; noise is drawn at every call. */
record EulerAncestral(Schedule schedule, Prediction prediction) implements Solver {

    static EulerAncestral of(SchedulerConfig config, SamplerOptions options) {
        return new EulerAncestral(
                Schedule.of(config, options.schedule()),
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY));
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
        Ancestral step = Ancestral.of(sigma, schedule.sigma(call + 1));
        Form denoised = prediction.denoised(Form.x(), sigma);
        Form derivative = Form.x().minus(denoised).over(sigma);
        Form next =
                Form.x()
                        .plus(derivative.times(step.down() - sigma))
                        .plus(Form.noise().times(step.up()));
        return Move.of(denoised, next).drawing();
    }

    /**
     * A step from one level to another, split in two.
     *
     * @param down level the deterministic part arrives at
     * @param up deviation of the noise then added
     */
    record Ancestral(double down, double up) {

        static Ancestral of(double from, double to) {
            double upSquared = to * to * (from * from - to * to) / (from * from);
            return new Ancestral(Math.sqrt(to * to - upSquared), Math.sqrt(upSquared));
        }
    }
}
