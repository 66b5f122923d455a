package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.sampler.EulerAncestral.Ancestral;
import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;

/**
 * DPM-Solver-2 in the form of arXiv:2206.00364: a call at the step's start, one at its geometric
 * middle, and the step with the middle's derivative. The ancestral form goes down too far and puts
 * noise back, in the second call alone.
 */
record Kdpm2(Schedule schedule, Prediction prediction, boolean ancestral) implements Solver {

    static Kdpm2 of(SchedulerConfig config, SamplerOptions options) {
        return new Kdpm2(
                Schedule.of(config, options.schedule()),
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY),
                config.kind() == SchedulerKind.KDPM2_ANCESTRAL);
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public Level level(int call) {
        return new Level(1, schedule.sigma(call));
    }

    @Override
    public double inputScale(int call) {
        double seen = call % 2 == 0 ? schedule.sigma(call) : middle(call);
        return Level.ofSigma(seen).signal();
    }

    /** The middle of the step that this call belongs to. */
    private double middle(int call) {
        return schedule.between(ancestral ? call / 2 * 2 : call / 2 * 2 + 1);
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call / 2 * 2);
        if (call % 2 == 0) {
            Form denoised = prediction.denoised(Form.x(), sigma);
            Form derivative = Form.x().minus(denoised).over(sigma);
            Form next = Form.x().plus(derivative.times(middle(call) - sigma));
            return Move.of(denoised, next, Move.keep(0, Form.x()));
        }
        double target = schedule.sigma(call);
        Form denoised = prediction.denoised(Form.x(), middle(call));
        Form derivative = Form.x().minus(denoised).over(middle(call));
        if (!ancestral) {
            return Move.of(denoised, Form.slot(0).plus(derivative.times(target - sigma)));
        }
        Ancestral step = Ancestral.of(sigma, target);
        Form next =
                Form.slot(0)
                        .plus(derivative.times(step.down() - sigma))
                        .plus(Form.noise().times(step.up()));
        return Move.of(denoised, next).drawing();
    }
}
