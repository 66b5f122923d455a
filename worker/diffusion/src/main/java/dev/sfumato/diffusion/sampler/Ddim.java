package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.TrainingNoise;

/**
 * Denoising diffusion implicit models, arXiv:2010.02502, formulas 12 and 16. As in the reference
 * the step's end is always {@code N / steps} timesteps below its start, which with trailing spacing
 * isn't always the next timestep.
 */
record Ddim(
        Schedule schedule,
        TrainingNoise training,
        Prediction prediction,
        Bound bound,
        double eta,
        boolean clippedEpsilon,
        int stride,
        double lastAlphaBar)
        implements Solver {

    static Ddim of(SchedulerConfig config, SamplerOptions options) {
        var training = TrainingNoise.of(config);
        Double eta = options.eta();
        return new Ddim(
                Schedule.of(config, options.schedule()),
                training,
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY, Prediction.SAMPLE),
                Bound.of(config),
                eta == null ? 0 : eta,
                options.clippedEpsilon(),
                config.integer("num_train_timesteps") / options.schedule().steps(),
                config.flag("set_alpha_to_one") ? 1 : training.alphaBar(0));
    }

    @Override
    public int slots() {
        return 0;
    }

    @Override
    public Level level(int call) {
        return Level.ofAlphaBar(training.alphaBar(schedule.timestep(call)));
    }

    @Override
    public Move move(int call, int done) {
        double before = schedule.timestep(call) - stride;
        double a = training.alphaBar(schedule.timestep(call));
        double aNext = before >= 0 ? training.alphaBar(before) : lastAlphaBar;
        Form denoised = prediction.denoised(level(call));
        Form x0 = Move.prediction(denoised, bound);
        Form epsilon =
                clippedEpsilon
                        ? Form.x().minus(x0.times(Math.sqrt(a))).over(Math.sqrt(1 - a))
                        : prediction.epsilon(level(call));
        double variance = (1 - aNext) / (1 - a) * (1 - a / aNext);
        double deviation = eta == 0 ? 0 : eta * Math.sqrt(variance);
        Form next =
                x0.times(Math.sqrt(aNext))
                        .plus(epsilon.times(Math.sqrt(1 - aNext - deviation * deviation)));
        if (eta == 0) {
            return Move.bounded(denoised, bound, next);
        }
        return Move.bounded(denoised, bound, next.plus(Form.noise().times(deviation))).drawing();
    }
}
