package dev.sfumato.diffusion.image;

/**
 * The weights of one axis, in 22-bit fixed point: for each target pixel the source pixels it is
 * made of.
 */
final class Kernel {
    private final int[] first;
    private final int[][] weights;

    private Kernel(int[] first, int[][] weights) {
        this.first = first;
        this.weights = weights;
    }

    static Kernel of(int from, int to, Resample filter) {
        return of(from, to, 0, from, filter);
    }

    /**
     * Weights that stretch the part of the axis between {@code low} and {@code high}, which may be
     * empty, over the target.
     */
    static Kernel of(int from, int to, double low, double high, Resample filter) {
        double scale = (high - low) / to;
        double stretch = Math.max(scale, 1);
        double support = filter.support() * stretch;
        var first = new int[to];
        var weights = new int[to][];
        for (int i = 0; i < to; i++) {
            double centre = low + (i + 0.5) * scale;
            int begin = Math.max((int) (centre - support + 0.5), 0);
            int end = Math.min((int) (centre + support + 0.5), from);
            first[i] = begin;
            weights[i] = weights(begin, end, centre, stretch, filter);
        }
        return new Kernel(first, weights);
    }

    private static int[] weights(
            int begin, int end, double centre, double stretch, Resample filter) {
        var exact = new double[end - begin];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
            exact[k] = filter.weight((k + begin - centre + 0.5) * (1 / stretch));
            sum += exact[k];
        }
        var fixed = new int[exact.length];
        for (int k = 0; k < exact.length; k++) {
            double scaled = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << 22);
            fixed[k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return fixed;
    }

    int size() {
        return first.length;
    }

    int first(int target) {
        return first[target];
    }

    int count(int target) {
        return weights[target].length;
    }

    int weight(int target, int k) {
        return weights[target][k];
    }
}
