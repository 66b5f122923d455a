package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.TrainingNoise;

/**
 * Denoising diffusion probabilistic models, arXiv:2006.11239, formulas 6 and 7; learned variances
 * of arXiv:2102.09672.
 */
record Ddpm(
        Schedule schedule,
        TrainingNoise training,
        Prediction prediction,
        Bound bound,
        String variance)
        implements Solver {

    private static final double LEAST_VARIANCE = 1e-20;

    static Ddpm of(SchedulerConfig config, SamplerOptions options) {
        return new Ddpm(
                Schedule.of(config, options.schedule()),
                TrainingNoise.of(config),
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY, Prediction.SAMPLE),
                Bound.of(config),
                config.choice(
                        "variance_type",
                        "fixed_small",
                        "fixed_small_log",
                        "fixed_large",
                        "learned",
                        "learned_range"));
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
        double timestep = schedule.timestep(call);
        double before = call + 1 < schedule.calls() ? schedule.timestep(call + 1) : -1;
        double a = training.alphaBar(timestep);
        double aNext = before >= 0 ? training.alphaBar(before) : 1;
        double alpha = a / aNext;
        double beta = 1 - alpha;
        Form denoised = prediction.denoised(level(call));
        Form next =
                Move.prediction(denoised, bound)
                        .times(Math.sqrt(aNext) * beta / (1 - a))
                        .plus(Form.x().times(Math.sqrt(alpha) * (1 - aNext) / (1 - a)));
        if (timestep <= 0) {
            return Move.bounded(denoised, bound, next);
        }
        double small = Math.max((1 - aNext) / (1 - a) * beta, LEAST_VARIANCE);
        return switch (variance) {
            case "learned" -> noisy(denoised, next, 1).drawing(new Spread.Learned());
            case "learned_range" ->
                    noisy(denoised, next, 1)
                            .drawing(new Spread.LearnedRange(Math.log(small), Math.log(beta)));
            case "fixed_large" -> noisy(denoised, next, Math.sqrt(beta)).drawing();
            default -> noisy(denoised, next, Math.sqrt(small)).drawing();
        };
    }

    private Move noisy(Form denoised, Form next, double deviation) {
        return Move.bounded(denoised, bound, next.plus(Form.noise().times(deviation)));
    }
}
