package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/**
 * Diffusion exponential integrator, arXiv:2204.13902, multistep over log rho (rho = noise over
 * signal), orders 1 to 3.
 */
record Deis(Schedule schedule, DpmModel model, DpmMultistep.Orders orders) implements Solver {

    static Deis of(SchedulerConfig config, SamplerOptions options) {
        Schedule schedule = Schedule.of(config, options.schedule());
        config.choice("algorithm_type", "deis");
        config.choice("solver_type", "logrho");
        int most = config.integer("solver_order");
        if (most < 1) {
            throw config.wrong("solver_order", "must be at least 1");
        }
        boolean few = config.flag("lower_order_final") && schedule.calls() < 15;
        return new Deis(
                schedule,
                DpmModel.of(config),
                new DpmMultistep.Orders(most, few, few, schedule.calls()));
    }

    @Override
    public int slots() {
        return Math.min(orders.most(), 3);
    }

    @Override
    public Level level(int call) {
        return model.level(schedule.sigma(call));
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call);
        Form m0 = model.converted(sigma);
        Level here = level(call);
        Level target = model.level(schedule.sigma(call + 1));
        int order = orders.at(call, done);
        Form next;
        if (order == 1) {
            double h = target.lambda() - here.lambda();
            next =
                    Form.x()
                            .times(target.signal() / here.signal())
                            .minus(m0.times(target.sigma() * Math.expm1(h)));
        } else {
            next = Form.x().over(here.signal());
            for (int k = 0; k < order; k++) {
                Form output = k == 0 ? m0 : Form.slot((done - k) % slots());
                next = next.plus(output.times(weight(call, order, k, rho(target))));
            }
            next = next.times(target.signal());
        }
        return Move.bounded(
                model.denoised(sigma), model.bound(), next, Move.keep(done % slots(), m0));
    }

    private static double rho(Level level) {
        return level.sigma() / level.signal();
    }

    /** Integral over rho of the Lagrange polynomial in log rho for the output {@code k} back. */
    private double weight(int call, int order, int k, double target) {
        double b = Math.log(rho(level(call - k)));
        double c = Math.log(rho(level(call - (k + 1) % order)));
        double from = rho(level(call));
        if (order == 2) {
            return second(target, b, c) - second(from, b, c);
        }
        double d = Math.log(rho(level(call - (k + 2) % order)));
        return third(target, b, c, d) - third(from, b, c, d);
    }

    private static double second(double t, double b, double c) {
        return t * (Math.log(t) - c - 1) / (b - c);
    }

    private static double third(double t, double b, double c, double d) {
        double log = Math.log(t);
        double numerator = t * (c * (d - log + 1) - d * log + d + log * log - 2 * log + 2);
        return numerator / ((b - c) * (b - d));
    }
}
