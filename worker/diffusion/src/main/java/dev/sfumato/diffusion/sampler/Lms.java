package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

/** Linear multistep over derivatives: Lagrange polynomials integrated over the step, exactly. */
record Lms(Schedule schedule, Prediction prediction, int order) implements Solver {

    static Lms of(SchedulerConfig config, SamplerOptions options) {
        return new Lms(
                Schedule.of(config, options.schedule()),
                Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY, Prediction.SAMPLE),
                options.lmsOrder());
    }

    @Override
    public int slots() {
        return order;
    }

    @Override
    public Level level(int call) {
        return new Level(1, schedule.sigma(call));
    }

    @Override
    public double inputScale(int call) {
        return Level.ofSigma(schedule.sigma(call)).signal();
    }

    @Override
    public Move move(int call, int done) {
        double sigma = schedule.sigma(call);
        Form denoised = prediction.denoised(Form.x(), sigma);
        Form derivative = Form.x().minus(denoised).over(sigma);
        int points = Math.min(call + 1, order);
        Form next = Form.x();
        for (int k = 0; k < points && k <= done; k++) {
            Form earlier = k == 0 ? derivative : Form.slot((done - k) % order);
            next = next.plus(earlier.times(weight(call, points, k)));
        }
        return Move.of(denoised, next, Move.keep(done % order, derivative));
    }

    /** Integral over the step of the polynomial that is 1 at level {@code k} back, 0 at others. */
    private double weight(int call, int points, int k) {
        double[] polynomial = {1};
        for (int j = 0; j < points; j++) {
            if (j != k) {
                double width = schedule.sigma(call - k) - schedule.sigma(call - j);
                // Around the step's start, so that no large powers cancel.
                double root = schedule.sigma(call - j) - schedule.sigma(call);
                polynomial = timesLinear(polynomial, -root / width, 1 / width);
            }
        }
        double length = schedule.sigma(call + 1) - schedule.sigma(call);
        double integral = 0;
        for (int i = polynomial.length - 1; i >= 0; i--) {
            integral = (integral + polynomial[i] / (i + 1)) * length;
        }
        return integral;
    }

    private static double[] timesLinear(double[] polynomial, double constant, double slope) {
        var out = new double[polynomial.length + 1];
        for (int i = 0; i < polynomial.length; i++) {
            out[i] += polynomial[i] * constant;
            out[i + 1] += polynomial[i] * slope;
        }
        return out;
    }
}
