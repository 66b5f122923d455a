package dev.sfumato.diffusion.sampler;

/** The linear system behind UniPC's weights, arXiv:2302.04867, appendix A. */
final class UniPcBasis {

    private final double[] ratios;
    private final double[] right;
    private final double b;

    private UniPcBasis(double[] ratios, double[] right, double b) {
        this.ratios = ratios;
        this.right = right;
        this.b = b;
    }

    /**
     * The system of one step.
     *
     * @param h step in log signal-to-noise, negated where the solver predicts clean latents
     * @param squared B(h) = expm1(h) (bh2) instead of h (bh1)
     * @param ratios steps back to earlier outputs relative to this step, then 1; one per order
     */
    static UniPcBasis of(double h, boolean squared, double[] ratios) {
        double b = squared ? Math.expm1(h) : h;
        double phi = Math.expm1(h) / h - 1;
        double factorial = 1;
        var right = new double[ratios.length];
        for (int i = 1; i <= ratios.length; i++) {
            right[i - 1] = phi * factorial / b;
            factorial *= i + 1;
            phi = phi / h - 1 / factorial;
        }
        return new UniPcBasis(ratios, right, b);
    }

    /** B(h). */
    double b() {
        return b;
    }

    double ratio(int index) {
        return ratios[index];
    }

    /** Weights of the earlier outputs when the next one isn't known. */
    double[] predictor() {
        return ratios.length == 2 ? new double[] {0.5} : solve(ratios.length - 1);
    }

    /** Weights of the earlier outputs and, last, of the one just got. */
    double[] corrector() {
        return ratios.length == 1 ? new double[] {0.5} : solve(ratios.length);
    }

    private double[] solve(int n) {
        var rows = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                rows[i][k] = Math.pow(ratios[k], i);
            }
            rows[i][n] = right[i];
        }
        return Elimination.solve(rows);
    }
}
