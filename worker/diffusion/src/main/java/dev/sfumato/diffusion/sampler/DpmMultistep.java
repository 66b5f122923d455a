package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/**
 * DPM-Solver and DPM-Solver++, multistep, orders 1 to 3, as differential equation or with noise;
 * arXiv:2206.00927 and 2211.01095. EDM models' preconditioning (arXiv:2206.00364) is a special
 * case.
 */
record DpmMultistep(Schedule schedule, DpmModel model, DpmFormulas formulas, Orders orders)
        implements Solver {

    /** When the solver falls back to a lower order. */
    record Orders(int most, boolean lowerAtEnd, boolean eulerAtEnd, int calls) {

        static Orders of(SchedulerConfig config, int calls) {
            boolean few = config.flag("lower_order_final") && calls < 15;
            boolean zero = "zero".equals(config.values().get("final_sigmas_type"));
            return new Orders(
                    config.integer("solver_order"),
                    few,
                    few || zero || config.flag("euler_at_final"),
                    calls);
        }

        int at(int call, int done) {
            if (most == 1 || done < 1 || (call == calls - 1 && eulerAtEnd)) {
                return 1;
            }
            return most == 2 || done < 2 || (call == calls - 2 && lowerAtEnd) ? 2 : 3;
        }
    }

    static DpmMultistep of(SchedulerConfig config, SamplerOptions options) {
        Schedule schedule = Schedule.of(config, options.schedule());
        if (config.integer("solver_order") < 1) {
            throw config.wrong("solver_order", "must be at least 1");
        }
        return new DpmMultistep(
                schedule,
                DpmModel.of(config),
                DpmFormulas.of(config),
                Orders.of(config, schedule.calls()));
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
    public double inputScale(int call) {
        return model.inputScale(schedule.sigma(call));
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call);
        Form m0 = model.converted(sigma);
        Level target = model.level(schedule.sigma(call + 1));
        Level s0 = level(call);
        Form next =
                switch (orders.at(call, done)) {
                    case 1 -> formulas.first(target, s0, Form.x(), m0);
                    case 2 -> formulas.second(target, s0, level(call - 1), m0, earlier(done, 1));
                    default ->
                            formulas.third(
                                    target,
                                    s0,
                                    level(call - 1),
                                    level(call - 2),
                                    m0,
                                    earlier(done, 1),
                                    earlier(done, 2));
                };
        Move move =
                Move.bounded(
                        model.denoised(sigma), model.bound(), next, Move.keep(done % slots(), m0));
        return formulas.stochastic() ? move.drawing() : move;
    }

    private Form earlier(int done, int back) {
        return Form.slot((done - back) % slots());
    }
}
