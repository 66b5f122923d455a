package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;
import dev.sfumato.diffusion.schedule.TrainingNoise;

/**
 * Few-step models: latent consistency (LCM, arXiv:2310.04378) jumps to a clean latent and noises it
 * again; trajectory consistency (TCD, arXiv:2402.19159) jumps part of the way.
 */
record Consistency(
        Schedule schedule,
        TrainingNoise training,
        Prediction prediction,
        Bound bound,
        boolean trajectory,
        double eta,
        double timestepScale,
        int steps)
        implements Solver {

    /** Standard deviation of the data in the boundary condition. */
    private static final double DATA = 0.5;

    static Consistency of(SchedulerConfig config, SamplerOptions options) {
        boolean trajectory = config.kind() == SchedulerKind.TCD;
        Double eta = options.eta();
        return new Consistency(
                Schedule.of(config, options.schedule()),
                TrainingNoise.of(config),
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY, Prediction.SAMPLE),
                trajectory ? new Bound.None() : Bound.of(config),
                trajectory,
                eta == null ? 0.3 : eta,
                config.number("timestep_scaling"),
                options.schedule().steps());
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
        boolean last = call + 1 == schedule.calls();
        return trajectory ? towards(call, last) : again(call, last);
    }

    private Move again(int call, boolean last) {
        double timestep = schedule.timestep(call);
        double scaled = timestep * timestepScale;
        double square = scaled * scaled + DATA * DATA;
        Form denoised = prediction.denoised(level(call));
        Form jump =
                Move.prediction(denoised, bound)
                        .times(scaled / Math.sqrt(square))
                        .plus(Form.x().times(DATA * DATA / square));
        if (call == steps - 1) {
            return Move.bounded(denoised, bound, jump);
        }
        Level next = last ? level(call) : level(call + 1);
        Form noised = jump.times(next.signal()).plus(Form.noise().times(next.sigma()));
        return Move.bounded(denoised, bound, noised).drawing();
    }

    private Move towards(int call, boolean last) {
        double before = last ? 0 : schedule.timestep(call + 1);
        double middle = Math.floor((float) (1 - eta) * (float) before);
        double aNext = training.alphaBar(before);
        double aMiddle = training.alphaBar(middle);
        Form denoised = prediction.denoised(level(call));
        Form noised =
                denoised.times(Math.sqrt(aMiddle))
                        .plus(prediction.epsilon(level(call)).times(Math.sqrt(1 - aMiddle)));
        if (eta == 0 || call == steps - 1) {
            return Move.of(denoised, noised);
        }
        Form next =
                noised.times(Math.sqrt(aNext / aMiddle))
                        .plus(Form.noise().times(Math.sqrt(1 - aNext / aMiddle)));
        return Move.of(denoised, next).drawing();
    }
}
