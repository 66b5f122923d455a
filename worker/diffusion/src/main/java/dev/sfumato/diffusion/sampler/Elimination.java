package dev.sfumato.diffusion.sampler;

/** Small linear systems. */
final class Elimination {

    private Elimination() {}

    /** Solves n equations given as n rows of n coefficients and a right-hand side; in place. */
    static double[] solve(double[][] rows) {
        int n = rows.length;
        for (int column = 0; column < n; column++) {
            pivot(rows, column);
            for (int row = column + 1; row < n; row++) {
                double factor = rows[row][column] / rows[column][column];
                for (int k = column; k <= n; k++) {
                    rows[row][k] -= factor * rows[column][k];
                }
            }
        }
        var out = new double[n];
        for (int row = n - 1; row >= 0; row--) {
            double sum = rows[row][n];
            for (int k = row + 1; k < n; k++) {
                sum -= rows[row][k] * out[k];
            }
            out[row] = sum / rows[row][row];
        }
        return out;
    }

    private static void pivot(double[][] rows, int column) {
        int best = column;
        for (int row = column + 1; row < rows.length; row++) {
            if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) {
                best = row;
            }
        }
        double[] swapped = rows[column];
        rows[column] = rows[best];
        rows[best] = swapped;
    }
}
