package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.sampler.Solver.Level;

/**
 * Weights of SA-Solver: integrals over a step of Lagrange polynomials in lambda times an
 * exponential (arXiv:2309.05019, section 4).
 */
final class SaWeights {

    private SaWeights() {}

    /** One weight per output, newest first, at the given lambdas. */
    static double[] of(double[] lambdas, Level s, Level t, double tau, DpmModel model) {
        int n = lambdas.length;
        double rate = model.predictsNoise() ? -1 : 1 + tau * tau;
        var weights = new double[n];
        for (int i = 0; i < n; i++) {
            double[] polynomial = lagrange(lambdas, i);
            for (int power = 0; power < n; power++) {
                weights[i] += polynomial[power] * integral(power, rate, s.lambda(), t.lambda());
            }
        }
        return weights;
    }

    /** Coefficients, lowest power first, of the polynomial that is 1 at i and 0 at the others. */
    private static double[] lagrange(double[] nodes, int i) {
        double[] polynomial = {1};
        for (int j = 0; j < nodes.length; j++) {
            if (j != i) {
                double width = nodes[i] - nodes[j];
                var longer = new double[polynomial.length + 1];
                for (int k = 0; k < polynomial.length; k++) {
                    longer[k] -= polynomial[k] * nodes[j] / width;
                    longer[k + 1] += polynomial[k] / width;
                }
                polynomial = longer;
            }
        }
        return polynomial;
    }

    /** Integral of lambda^power exp(rate lambda), by parts. */
    private static double integral(int power, double rate, double from, double to) {
        if (power == 0) {
            return Math.exp(rate * to) * -Math.expm1(-rate * (to - from)) / rate;
        }
        double edges =
                (Math.pow(to, power) * Math.exp(rate * to)
                                - Math.pow(from, power) * Math.exp(rate * from))
                        / rate;
        return edges - power / rate * integral(power - 1, rate, from, to);
    }

    /** What the second-order formulas move from the older weight to the newer one, times h. */
    static double shift(Level s, Level t, double tau) {
        double rate = 1 + tau * tau;
        double h = t.lambda() - s.lambda();
        return Math.exp(rate * t.lambda())
                * (h * h / 2 - (h * rate + Math.expm1(-rate * h)) / (rate * rate));
    }
}
