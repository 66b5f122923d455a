package dev.sfumato.worker.batching;

import java.util.HashSet;
import java.util.Set;

/**
 * How long calls of one shape take, as a line over their rows: {@code a + b * rows}, fitted to what
 * was measured, recent calls counting more.
 */
final class CostCurve {
    private static final double KEPT = 0.98;
    private static final double WORTH = 0.9;

    private final Set<Integer> seen = new HashSet<>();
    private final Set<Integer> counted = new HashSet<>();
    private double weight;
    private double rows;
    private double time;
    private double rowsRows;
    private double rowsTime;

    /** A call was made; the first with each number of rows doesn't count, it sets up buffers. */
    void observe(int callRows, long nanos) {
        if (seen.add(callRows)) {
            return;
        }
        counted.add(callRows);
        weight = weight * KEPT + 1;
        rows = rows * KEPT + callRows;
        time = time * KEPT + nanos;
        rowsRows = rowsRows * KEPT + (double) callRows * callRows;
        rowsTime = rowsTime * KEPT + (double) callRows * nanos;
    }

    /**
     * Rows beyond which a call gains little: the fewest that reach {@value #WORTH} of the best
     * throughput {@code 1 / b}.
     *
     * @param max at least 1; the answer until two numbers of rows have been measured
     * @return 1 to {@code max}
     */
    int limit(int max) {
        double spread = weight * rowsRows - rows * rows;
        if (counted.size() < 2 || spread <= 1e-9) {
            return max;
        }
        double perRow = (weight * rowsTime - rows * time) / spread;
        double fixed = (time - perRow * rows) / weight;
        if (perRow <= 0) {
            return max;
        }
        double enough = Math.ceil(WORTH / (1 - WORTH) * Math.max(0, fixed) / perRow);
        return (int) Math.clamp(enough, 1, max);
    }
}
