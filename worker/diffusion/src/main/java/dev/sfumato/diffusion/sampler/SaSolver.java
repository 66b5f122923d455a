package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.TrainingNoise;

/**
 * SA-Solver, arXiv:2309.05019: stochastic Adams-Moulton correction of the latent just reached, then
 * a stochastic Adams-Bashforth prediction. Noise (tau = 1) is used for timesteps 200..800 and drawn
 * at every call.
 */
record SaSolver(
        Schedule schedule,
        TrainingNoise training,
        DpmModel model,
        int predictor,
        int corrector,
        boolean lowerAtEnd)
        implements Solver {

    static SaSolver of(SchedulerConfig config, SamplerOptions options) {
        config.choice("algorithm_type", "data_prediction", "noise_prediction");
        if (config.has("tau_func")) {
            throw config.wrong("tau_func", "must be null");
        }
        return new SaSolver(
                Schedule.of(config, options.schedule()),
                TrainingNoise.of(config),
                DpmModel.of(config),
                order(config, "predictor_order"),
                order(config, "corrector_order"),
                config.flag("lower_order_final"));
    }

    private static int order(SchedulerConfig config, String key) {
        int order = config.integer(key);
        if (order < 1 || order > 4) {
            throw config.wrong(key, "must be in 1..4");
        }
        return order;
    }

    private int outputs() {
        return Math.max(predictor, corrector - 1);
    }

    /** The outputs, then the latent and the noise of the last prediction. */
    @Override
    public int slots() {
        return outputs() + 2;
    }

    @Override
    public Level level(int call) {
        return Level.ofAlphaBar(training.alphaBar(schedule.timestep(call)));
    }

    /** The level in the solver's own terms; {@link #level} follows the training table instead. */
    private Level at(int index) {
        return model.level(schedule.sigma(index));
    }

    private double tau(int call) {
        double timestep = schedule.timestep(call);
        return timestep >= 200 && timestep <= 800 ? 1 : 0;
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call);
        Form output = model.converted(sigma);
        int latent = outputs();
        Form x = done > 0 ? corrected(call, done, output) : Form.x();
        Form next = predicted(call, done, output);
        return Move.bounded(
                        model.denoised(sigma),
                        model.bound(),
                        next,
                        Move.keep(latent, x),
                        Move.keep(latent + 1, Form.noise()),
                        Move.keep(done % outputs(), output))
                .drawing();
    }

    private Form predicted(int call, int done, Form output) {
        int left = lowerAtEnd ? schedule.calls() - call : predictor;
        int order = Math.min(Math.min(predictor, left), Math.min(done, outputs()) + 1);
        double tau = tau(call);
        double[] weights = SaWeights.of(lambdas(call, order), at(call), at(call + 1), tau, model);
        if (order == 2 && !model.predictsNoise()) {
            double width = at(call).lambda() - at(call - 1).lambda();
            double shift = SaWeights.shift(at(call), at(call + 1), tau) / width;
            weights[0] += shift;
            weights[1] -= shift;
        }
        Form next = base(at(call), at(call + 1), tau);
        for (int i = 0; i < order; i++) {
            Form earlier = i == 0 ? output : Form.slot((done - i) % outputs());
            next = next.plus(earlier.times(weights[i] * scale(at(call + 1), tau)));
        }
        return next.plus(Form.noise().times(deviation(at(call), at(call + 1), tau)));
    }

    private Form corrected(int call, int done, Form output) {
        int before = call - 1;
        int left = lowerAtEnd ? schedule.calls() - before + 1 : corrector;
        int order = Math.min(Math.min(corrector, left), Math.min(done - 1, outputs()) + 2);
        double tau = tau(before);
        double[] weights = SaWeights.of(lambdas(call, order), at(before), at(call), tau, model);
        if (order == 2 && !model.predictsNoise()) {
            double width = at(call).lambda() - at(before).lambda();
            double shift = SaWeights.shift(at(before), at(call), tau) / width;
            weights[0] += shift;
            weights[1] -= shift;
        }
        Form x = base(at(before), at(call), tau);
        for (int i = 0; i < order; i++) {
            Form earlier = i == 0 ? output : Form.slot((done - i) % outputs());
            x = x.plus(earlier.times(weights[i] * scale(at(call), tau)));
        }
        Form noise = Form.slot(outputs() + 1);
        return x.plus(noise.times(deviation(at(before), at(call), tau)));
    }

    /** Log signal-to-noise at the call and the {@code order - 1} calls before it. */
    private double[] lambdas(int call, int order) {
        var lambdas = new double[order];
        for (int i = 0; i < order; i++) {
            lambdas[i] = at(call - i).lambda();
        }
        return lambdas;
    }

    private Form base(Level s, Level t, double tau) {
        double h = t.lambda() - s.lambda();
        Form x = Form.slot(outputs());
        return model.predictsNoise()
                ? x.times(t.signal() / s.signal())
                : x.times(Math.exp(-tau * tau * h) * (t.sigma() / s.sigma()));
    }

    private double scale(Level t, double tau) {
        double factor = 1 + tau * tau;
        return model.predictsNoise()
                ? -factor * t.signal()
                : factor * t.sigma() * Math.exp(-tau * tau * t.lambda());
    }

    private double deviation(Level s, Level t, double tau) {
        double h = t.lambda() - s.lambda();
        return model.predictsNoise()
                ? tau * t.sigma() * Math.sqrt(Math.expm1(2 * h))
                : t.sigma() * Math.sqrt(-Math.expm1(-2 * tau * tau * h));
    }
}
