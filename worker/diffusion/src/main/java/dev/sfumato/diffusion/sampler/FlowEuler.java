package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/**
 * Euler steps along flow matching's velocity, arXiv:2209.03003; with stochastic sampling each step
 * goes to the clean latent and noises it anew.
 */
record FlowEuler(Schedule schedule, boolean stochastic) implements Solver {

    static FlowEuler of(SchedulerConfig config, SamplerOptions options) {
        return new FlowEuler(
                Schedule.of(config, options.schedule()), config.flag("stochastic_sampling"));
    }

    @Override
    public int slots() {
        return 0;
    }

    @Override
    public Level level(int call) {
        return Level.ofFlow(schedule.sigma(call));
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call);
        double next = schedule.sigma(call + 1);
        Form denoised = Form.x().minus(Form.model().times(sigma));
        if (stochastic) {
            return Move.of(denoised, denoised.times(1 - next).plus(Form.noise().times(next)))
                    .drawing();
        }
        return Move.of(denoised, Form.x().plus(Form.model().times(next - sigma)));
    }
}
