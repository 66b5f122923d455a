package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.sampler.Solver.Level;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;

/**
 * The update formulas of DPM-Solver (arXiv:2206.00927) and DPM-Solver++ (arXiv:2211.01095), with
 * and without noise. With h the step in log signal-to-noise, every variant is keep x + a(h) D0 +
 * b(h) D1 + c(h) D2 + noise, where D0, D1, D2 estimate the model and its derivatives.
 */
record DpmFormulas(Type type, boolean heun) {

    /** {@code algorithm_type}. */
    enum Type {
        PLUS_PLUS("dpmsolver++"),
        PLAIN("dpmsolver"),
        SDE_PLUS_PLUS("sde-dpmsolver++"),
        SDE_PLAIN("sde-dpmsolver");

        private final String name;

        Type(String name) {
            this.name = name;
        }
    }

    static DpmFormulas of(SchedulerConfig config) {
        String[] names =
                switch (config.kind()) {
                    case EDM_DPM_MULTISTEP -> new String[] {"dpmsolver++", "sde-dpmsolver++"};
                    case DPM_SINGLESTEP ->
                            new String[] {"dpmsolver++", "sde-dpmsolver++", "dpmsolver"};
                    default ->
                            new String[] {
                                "dpmsolver++", "sde-dpmsolver++", "dpmsolver", "sde-dpmsolver"
                            };
                };
        String name = config.choice("algorithm_type", names);
        boolean heun = config.choice("solver_type", "midpoint", "heun").equals("heun");
        Type type = Type.PLUS_PLUS;
        for (Type candidate : Type.values()) {
            type = candidate.name.equals(name) ? candidate : type;
        }
        boolean plain = type == Type.PLAIN || type == Type.SDE_PLAIN;
        if (plain && "zero".equals(config.values().get("final_sigmas_type"))) {
            throw config.wrong("final_sigmas_type", "must be sigma_min with " + name);
        }
        boolean third = config.integer("solver_order") > 2;
        boolean edm = config.kind() == SchedulerKind.EDM_DPM_MULTISTEP;
        if (third && (type == Type.SDE_PLAIN || (edm && type == Type.SDE_PLUS_PLUS))) {
            throw config.wrong("solver_order", "must be at most 2 with " + name);
        }
        return new DpmFormulas(type, heun);
    }

    boolean stochastic() {
        return type == Type.SDE_PLUS_PLUS || type == Type.SDE_PLAIN;
    }

    /** From {@code s} to {@code t}, the model taken as constant. */
    Form first(Level t, Level s, Form x, Form m0) {
        double h = t.lambda() - s.lambda();
        return base(t, s, h, x).plus(m0.times(constant(t, h)));
    }

    /** Multistep, from {@code s0}, with the model's output at {@code s1} before it. */
    Form second(Level t, Level s0, Level s1, Form m0, Form m1) {
        double h = t.lambda() - s0.lambda();
        double r0 = (s0.lambda() - s1.lambda()) / h;
        Form d1 = m0.minus(m1).over(r0);
        return first(t, s0, Form.x(), m0).plus(d1.times(slope(t, h, heun)));
    }

    /** Multistep, with two earlier outputs. */
    Form third(Level t, Level s0, Level s1, Level s2, Form m0, Form m1, Form m2) {
        double h = t.lambda() - s0.lambda();
        double r0 = (s0.lambda() - s1.lambda()) / h;
        double r1 = (s1.lambda() - s2.lambda()) / h;
        Form d10 = m0.minus(m1).over(r0);
        Form d11 = m1.minus(m2).over(r1);
        Form d1 = d10.plus(d10.minus(d11).times(r0 / (r0 + r1)));
        Form d2 = d10.minus(d11).over(r0 + r1);
        return first(t, s0, Form.x(), m0)
                .plus(d1.times(slope(t, h, true)))
                .plus(d2.times(curvature(t, h)));
    }

    /** Singlestep: from {@code s1}, where the latent was {@code x}, with an output on the way. */
    Form secondFrom(Level t, Level s0, Level s1, Form x, Form m0, Form m1) {
        double h = t.lambda() - s1.lambda();
        double r0 = (s0.lambda() - s1.lambda()) / h;
        Form d1 = m0.minus(m1).over(r0);
        return first(t, s1, x, m1).plus(d1.times(slope(t, h, heun)));
    }

    /** Singlestep: from {@code s2}, with two outputs on the way. */
    Form thirdFrom(Level t, Level s0, Level s1, Level s2, Form x, Form m0, Form m1, Form m2) {
        double h = t.lambda() - s2.lambda();
        double r0 = (s0.lambda() - s2.lambda()) / h;
        double r1 = (s1.lambda() - s2.lambda()) / h;
        Form d10 = m1.minus(m2).over(r1);
        Form d11 = m0.minus(m2).over(r0);
        if (!heun) {
            return first(t, s2, x, m2).plus(d11.times(slope(t, h, true)));
        }
        Form d1 = d10.times(r0).minus(d11.times(r1)).over(r0 - r1);
        Form d2 = d11.minus(d10).times(2 / (r0 - r1));
        return first(t, s2, x, m2)
                .plus(d1.times(slope(t, h, true)))
                .plus(d2.times(curvature(t, h)));
    }

    /** What remains of the latent, and the noise put in. */
    private Form base(Level t, Level s, double h, Form x) {
        return switch (type) {
            case PLUS_PLUS -> x.times(t.sigma() / s.sigma());
            case PLAIN -> x.times(t.signal() / s.signal());
            case SDE_PLUS_PLUS ->
                    x.times(t.sigma() / s.sigma() * Math.exp(-h))
                            .plus(Form.noise().times(t.sigma() * root(-Math.expm1(-2 * h))));
            case SDE_PLAIN ->
                    x.times(t.signal() / s.signal())
                            .plus(Form.noise().times(t.sigma() * root(Math.expm1(2 * h))));
        };
    }

    /** Of a variance that rounding may have left just below 0, where the step has no length. */
    private static double root(double variance) {
        return Math.sqrt(Math.max(variance, 0));
    }

    private double constant(Level t, double h) {
        return switch (type) {
            case PLUS_PLUS -> -t.signal() * Math.expm1(-h);
            case PLAIN -> -t.sigma() * Math.expm1(h);
            case SDE_PLUS_PLUS -> -t.signal() * Math.expm1(-2 * h);
            case SDE_PLAIN -> -2 * t.sigma() * Math.expm1(h);
        };
    }

    private double slope(Level t, double h, boolean exact) {
        if (!exact) {
            return constant(t, h) / 2;
        }
        return switch (type) {
            case PLUS_PLUS -> t.signal() * (Math.expm1(-h) / h + 1);
            case PLAIN -> -t.sigma() * (Math.expm1(h) / h - 1);
            case SDE_PLUS_PLUS -> t.signal() * (Math.expm1(-2 * h) / (2 * h) + 1);
            case SDE_PLAIN -> -2 * t.sigma() * (Math.expm1(h) / h - 1);
        };
    }

    private double curvature(Level t, double h) {
        return switch (type) {
            case PLUS_PLUS -> -t.signal() * ((Math.expm1(-h) + h) / (h * h) - 0.5);
            case PLAIN -> -t.sigma() * ((Math.expm1(h) - h) / (h * h) - 0.5);
            case SDE_PLUS_PLUS -> t.signal() * ((-Math.expm1(-2 * h) - 2 * h) / (4 * h * h) - 0.5);
            case SDE_PLAIN -> throw new IllegalStateException("sde-dpmsolver has no third order");
        };
    }
}
