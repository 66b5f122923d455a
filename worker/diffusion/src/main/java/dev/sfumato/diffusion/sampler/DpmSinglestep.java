package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

import java.util.Arrays;
import java.util.List;

/**
 * DPM-Solver and DPM-Solver++, singlestep: calls come in blocks of up to three, each call restarts
 * from the block's first latent with one more output known; arXiv:2206.00927.
 */
record DpmSinglestep(
        Schedule schedule, DpmModel model, DpmFormulas formulas, int most, List<Integer> orders)
        implements Solver {

    static DpmSinglestep of(SchedulerConfig config, SamplerOptions options) {
        Schedule schedule = Schedule.of(config, options.schedule());
        int most = config.integer("solver_order");
        if (most < 1 || most > 3) {
            throw config.wrong("solver_order", "must be in 1..3");
        }
        return new DpmSinglestep(
                schedule,
                DpmModel.of(config),
                DpmFormulas.of(config),
                most,
                orders(config, schedule.calls(), most));
    }

    /** Orders 1, 2, 3, 1, 2, 3 ..., ending low where the steps don't divide or the end is 0. */
    private static List<Integer> orders(SchedulerConfig config, int calls, int most) {
        boolean zero = "zero".equals(config.values().get("final_sigmas_type"));
        boolean low = config.flag("lower_order_final") || calls % most != 0 || zero;
        var orders = new int[calls];
        for (int i = 0; i < calls; i++) {
            orders[i] = i % most + 1;
        }
        if (low && most > 1 && calls % most == 0) {
            orders[calls - 1] = 1;
        }
        if (zero) {
            orders[calls - 1] = 1;
        }
        return Arrays.stream(orders).boxed().toList();
    }

    @Override
    public int slots() {
        return most + 1;
    }

    @Override
    public Level level(int call) {
        return model.level(schedule.sigma(call));
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call);
        Form m0 = model.converted(sigma);
        int order = Math.min(orders.get(call), done + 1);
        Level target = model.level(schedule.sigma(call + 1));
        Form start = Form.slot(most);
        Form next =
                switch (order) {
                    case 1 -> formulas.first(target, level(call), Form.x(), m0);
                    case 2 ->
                            formulas.secondFrom(
                                    target,
                                    level(call),
                                    level(call - 1),
                                    start,
                                    m0,
                                    earlier(done, 1));
                    default ->
                            formulas.thirdFrom(
                                    target,
                                    level(call),
                                    level(call - 1),
                                    level(call - 2),
                                    start,
                                    m0,
                                    earlier(done, 1),
                                    earlier(done, 2));
                };
        Move.Keep output = Move.keep(done % most, m0);
        Form denoised = model.denoised(sigma);
        Move move =
                order == 1
                        ? Move.bounded(
                                denoised, model.bound(), next, output, Move.keep(most, Form.x()))
                        : Move.bounded(denoised, model.bound(), next, output);
        return formulas.stochastic() ? move.drawing() : move;
    }

    private Form earlier(int done, int back) {
        return Form.slot((done - back) % most);
    }
}
