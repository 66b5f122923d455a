package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.TrainingNoise;

/**
 * Pseudo numerical methods, arXiv:2202.09778: linear multistep over the last four outputs, warmed
 * up by Runge-Kutta calls or, where those are skipped, by taking the first step twice.
 */
record Pndm(
        Schedule schedule,
        TrainingNoise training,
        Prediction prediction,
        int stride,
        double lastAlphaBar,
        int warmUp)
        implements Solver {

    private static final int OUTPUTS = 4;
    private static final int LATENT = 4;
    private static final int SUM = 5;

    static Pndm of(SchedulerConfig config, SamplerOptions options) {
        var training = TrainingNoise.of(config);
        return new Pndm(
                Schedule.of(config, options.schedule()),
                training,
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY),
                config.integer("num_train_timesteps") / options.schedule().steps(),
                config.flag("set_alpha_to_one") ? 1 : training.alphaBar(0),
                config.flag("skip_prk_steps") ? 0 : 12);
    }

    @Override
    public int slots() {
        return OUTPUTS + 2;
    }

    @Override
    public Level level(int call) {
        return Level.ofAlphaBar(training.alphaBar(schedule.timestep(call)));
    }

    @Override
    public Move move(int call, int done) {
        return done < warmUp ? rungeKutta(call, done) : multistep(call, done);
    }

    /** One of four calls of a Runge-Kutta step; each starts from the step's own latent. */
    private Move rungeKutta(int call, int done) {
        double from = schedule.timestep(done / 4 * 4);
        double to = schedule.timestep(call) - (done % 2 == 0 ? stride / 2 : 0);
        Form denoised = prediction.denoised(level(call));
        Form sixth = Form.model().times(1.0 / 6);
        Form third = Form.model().times(1.0 / 3);
        Form start = Form.slot(LATENT);
        return switch (done % 4) {
            case 0 ->
                    Move.of(
                            denoised,
                            transfer(Form.x(), Form.model(), from, to),
                            Move.keep(done / 4, Form.model()),
                            Move.keep(LATENT, Form.x()),
                            Move.keep(SUM, sixth));
            case 3 -> Move.of(denoised, transfer(start, Form.slot(SUM).plus(sixth), from, to));
            default ->
                    Move.of(
                            denoised,
                            transfer(start, Form.model(), from, to),
                            Move.keep(SUM, Form.slot(SUM).plus(third)));
        };
    }

    private Move multistep(int call, int done) {
        double t = schedule.timestep(call);
        Form denoised = prediction.denoised(level(call));
        if (warmUp == 0 && done == 1) {
            Form mean = Form.model().plus(Form.slot(0)).over(2);
            return Move.of(denoised, transfer(Form.slot(LATENT), mean, t + stride, t));
        }
        int kept = warmUp == 0 ? Math.max(done - 1, 0) : done - warmUp + 3;
        Form next = transfer(Form.x(), extrapolated(kept), t, t - stride);
        Move.Keep own = Move.keep(kept % OUTPUTS, Form.model());
        return done == 0
                ? Move.of(denoised, next, own, Move.keep(LATENT, Form.x()))
                : Move.of(denoised, next, own);
    }

    /** Adams-Bashforth over this output and up to three of the {@code kept} before it. */
    private static Form extrapolated(int kept) {
        Form m0 = Form.model();
        Form m1 = Form.slot((kept + 3) % OUTPUTS);
        Form m2 = Form.slot((kept + 2) % OUTPUTS);
        Form m3 = Form.slot((kept + 1) % OUTPUTS);
        return switch (kept) {
            case 0 -> m0;
            case 1 -> m0.times(3).minus(m1).over(2);
            case 2 -> m0.times(23).minus(m1.times(16)).plus(m2.times(5)).over(12);
            default ->
                    m0.times(55).minus(m1.times(59)).plus(m2.times(37)).minus(m3.times(9)).over(24);
        };
    }

    /** Formula 9: the latent at {@code from} moved to {@code to}. */
    private Form transfer(Form x, Form output, double from, double to) {
        double a = training.alphaBar(from);
        double aNext = to >= 0 ? training.alphaBar(to) : lastAlphaBar;
        Form epsilon =
                prediction == Prediction.VELOCITY
                        ? output.times(Math.sqrt(a)).plus(x.times(Math.sqrt(1 - a)))
                        : output;
        double divisor = a * Math.sqrt(1 - aNext) + Math.sqrt(a * (1 - a) * aNext);
        return x.times(Math.sqrt(aNext / a)).minus(epsilon.times((aNext - a) / divisor));
    }
}
