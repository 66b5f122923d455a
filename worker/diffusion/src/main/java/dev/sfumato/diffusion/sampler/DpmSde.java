package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.sampler.EulerAncestral.Ancestral;
import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/**
 * DPM-Solver++ as a stochastic equation, second order with a call at each step's middle. Both calls
 * draw noise of their own; the last call draws none.
 */
record DpmSde(Schedule schedule, Prediction prediction, double noiseScale) implements Solver {

    static DpmSde of(SchedulerConfig config, SamplerOptions options) {
        return new DpmSde(
                Schedule.of(config, options.schedule()),
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY),
                options.churn().noise());
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
        return Level.ofSigma(seen(call)).signal();
    }

    /** The level the model sees: a step's start, or its middle. */
    private double seen(int call) {
        return call % 2 == 0
                ? schedule.sigma(call)
                : Math.sqrt(schedule.sigma(call - 1) * schedule.sigma(call));
    }

    @Override
    public Move move(int call, int done) {
        boolean start = call % 2 == 0;
        double sigma = schedule.sigma(start ? call : call - 1);
        double target = schedule.sigma(start ? call + 1 : call);
        Form denoised = prediction.denoised(Form.x(), seen(call));
        if (target == 0) {
            return Move.of(denoised, denoised);
        }
        double arrival = start ? Math.sqrt(sigma * target) : target;
        Form from = start ? Form.x() : Form.slot(0);
        Ancestral full = Ancestral.of(sigma, arrival);
        double up = Math.min(arrival, full.up());
        double down = Math.sqrt(arrival * arrival - up * up);
        double kept = down / sigma;
        Form next =
                from.times(kept)
                        .plus(denoised.times(1 - kept))
                        .plus(Form.noise().times(noiseScale * up));
        return start
                ? Move.of(denoised, next, Move.keep(0, Form.x())).drawing()
                : Move.of(denoised, next).drawing();
    }
}
