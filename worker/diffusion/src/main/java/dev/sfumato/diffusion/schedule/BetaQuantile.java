package dev.sfumato.diffusion.schedule;

/** Quantiles of the beta distribution, to about 1e-12 relative. */
public final class BetaQuantile {

    private static final double[] LANCZOS = {
        0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531,
        -176.6150291621406, 12.507343278686905, -0.13857109526572012, 9.984369578019572e-6,
        1.5056327351493116e-7
    };

    private BetaQuantile() {}

    /**
     * The value below which a beta(a, b) variable falls with probability {@code p}.
     *
     * @param p in 0..1
     * @param a shape, above 0
     * @param b shape, above 0
     */
    public static double of(double p, double a, double b) {
        if (!(p >= 0 && p <= 1 && a > 0 && b > 0)) {
            throw new IllegalArgumentException(
                    "p must be in 0..1, a and b above 0, got %s, %s, %s".formatted(p, a, b));
        }
        if (p == 0 || p == 1) {
            return p;
        }
        double half = lower(0.5, a, b);
        return p <= half ? below(p, a, b) : 1 - below(1 - p, b, a);
    }

    /** Bisection in log x on (0, 0.5]: the distribution there is close to a power of x. */
    private static double below(double p, double a, double b) {
        double guess = (Math.log(p) + Math.log(a) + logBeta(a, b)) / a;
        double low = Math.min(guess, 0) - 2 * Math.max(1, 1 / a);
        double high = Math.log(0.5);
        for (int i = 0; i < 200 && high - low > 1e-15 * Math.abs(low); i++) {
            double middle = (low + high) / 2;
            if (lower(Math.exp(middle), a, b) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp((low + high) / 2);
    }

    /** The regularised incomplete beta function for x up to 0.5, by its continued fraction. */
    private static double lower(double x, double a, double b) {
        if (x > (a + 1) / (a + b + 2)) {
            return 1 - lower(1 - x, b, a);
        }
        double front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
        double c = 1;
        double d = 1 / (1 - (a + b) * x / (a + 1));
        double fraction = d;
        for (int m = 1; m < 500; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / (1 + even * d);
            c = 1 + even / c;
            fraction *= c * d;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / (1 + odd * d);
            c = 1 + odd / c;
            double factor = c * d;
            fraction *= factor;
            if (Math.abs(factor - 1) < 1e-16) {
                break;
            }
        }
        return front * fraction;
    }

    private static double logBeta(double a, double b) {
        return logGamma(a) + logGamma(b) - logGamma(a + b);
    }

    /** Lanczos' approximation (g = 7, nine terms) for z above 0. */
    private static double logGamma(double z) {
        double x = z - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x + i);
        }
        double t = x + 7.5;
        return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
