package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

import java.util.List;

/**
 * UniPC, arXiv:2302.04867: each call first corrects the latent it was given with the output it has
 * just got, then predicts the next one; any order.
 */
record UniPc(
        Schedule schedule,
        DpmModel model,
        int most,
        boolean lowerAtEnd,
        boolean squared,
        List<Integer> uncorrected)
        implements Solver {

    static UniPc of(SchedulerConfig config, SamplerOptions options) {
        if (config.has("solver_p")) {
            throw config.wrong("solver_p", "must be null");
        }
        int most = config.integer("solver_order");
        if (most < 1) {
            throw config.wrong("solver_order", "must be at least 1");
        }
        return new UniPc(
                Schedule.of(config, options.schedule()),
                DpmModel.of(config),
                most,
                config.flag("lower_order_final"),
                config.choice("solver_type", "bh1", "bh2").equals("bh2"),
                config.numbers("disable_corrector").stream().map(Double::intValue).toList());
    }

    /** The outputs, then the latent the last prediction started from. */
    @Override
    public int slots() {
        return most + 1;
    }

    @Override
    public Level level(int call) {
        return model.level(schedule.sigma(call));
    }

    private int order(int call, int done) {
        int here = lowerAtEnd ? Math.min(most, schedule.calls() - call) : most;
        return Math.min(here, Math.min(done, most) + 1);
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call);
        Form output = model.converted(sigma);
        boolean corrects = done > 0 && !uncorrected.contains(call - 1);
        Form x = corrects ? corrected(call, done, output) : Form.x();
        Level target = model.level(schedule.sigma(call + 1));
        Form next = predicted(call, done, target, output);
        // The corrected latent reads an output that the new one may replace, so it is kept first.
        return Move.bounded(
                model.denoised(sigma),
                model.bound(),
                next,
                Move.keep(most, x),
                Move.keep(done % most, output));
    }

    private Form predicted(int call, int done, Level target, Form m0) {
        Level s0 = level(call);
        int order = order(call, done);
        Form next = base(target, s0, Form.slot(most), m0);
        if (order == 1) {
            return next;
        }
        double h = target.lambda() - s0.lambda();
        var basis = UniPcBasis.of(signed(h), squared, ratios(call, 1, order, s0, h));
        double[] rhos = basis.predictor();
        for (int i = 1; i < order; i++) {
            Form d1 = Form.slot((done - i) % most).minus(m0).over(basis.ratio(i - 1));
            next = next.minus(d1.times(scale(target) * basis.b() * rhos[i - 1]));
        }
        return next;
    }

    private Form corrected(int call, int done, Form output) {
        int before = call - 1;
        Level s0 = level(before);
        Level target = level(call);
        int order = order(before, done - 1);
        Form m0 = Form.slot((done - 1) % most);
        double h = target.lambda() - s0.lambda();
        Form next = base(target, s0, Form.slot(most), m0);
        var basis = UniPcBasis.of(signed(h), squared, ratios(call, 2, order, s0, h));
        double[] rhos = basis.corrector();
        for (int i = 1; i < order; i++) {
            Form d1 = Form.slot((done - 1 - i) % most).minus(m0).over(basis.ratio(i - 1));
            next = next.minus(d1.times(scale(target) * basis.b() * rhos[i - 1]));
        }
        return next.minus(output.minus(m0).times(scale(target) * basis.b() * rhos[order - 1]));
    }

    /** Steps in log signal-to-noise back to earlier outputs, relative to this step; then 1. */
    private double[] ratios(int call, int back, int order, Level s0, double h) {
        var ratios = new double[order];
        for (int i = 1; i < order; i++) {
            ratios[i - 1] = (level(call - i - back + 1).lambda() - s0.lambda()) / h;
        }
        ratios[order - 1] = 1;
        return ratios;
    }

    private Form base(Level t, Level s0, Form x, Form m0) {
        double h = t.lambda() - s0.lambda();
        return model.predictsNoise()
                ? x.times(t.signal() / s0.signal()).minus(m0.times(t.sigma() * Math.expm1(h)))
                : x.times(t.sigma() / s0.sigma()).minus(m0.times(t.signal() * Math.expm1(-h)));
    }

    private double signed(double h) {
        return model.predictsNoise() ? h : -h;
    }

    private double scale(Level t) {
        return model.predictsNoise() ? t.sigma() : t.signal();
    }
}
