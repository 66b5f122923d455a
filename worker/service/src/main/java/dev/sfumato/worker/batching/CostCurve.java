package dev.sfumato.worker.batching;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How long calls of one shape take: the mean for each number of rows that was measured, and a line
 * over all of them, {@code a + b * rows}; recent calls count more.
 */
final class CostCurve {
    private static final double KEPT = 0.98;
    private static final double RECENT = 0.05;
    private static final double WORTH = 0.9;
    private static final int REMEMBERED = 3;

    /**
     * Time of a call: {@code fixed + perRow * rows} nanoseconds.
     *
     * @param fixed at least 0
     */
    record Line(double fixed, double perRow) {}

    private final Set<Integer> seen = new HashSet<>();
    private final Map<Integer, Double> means = new HashMap<>();
    private double weight;
    private double rows;
    private double time;
    private double rowsRows;
    private double rowsTime;

    /** A curve that was measured before; what is observed from now on soon counts more. */
    static CostCurve of(Line line) {
        var curve = new CostCurve();
        for (int i = 0; i < REMEMBERED; i++) {
            for (int rows = 1; rows <= 4; rows++) {
                curve.count(rows, line.fixed() + line.perRow() * rows);
            }
        }
        return curve;
    }

    /** A call was made; the first with each number of rows doesn't count, it sets up buffers. */
    void observe(int callRows, long nanos) {
        if (!seen.add(callRows)) {
            count(callRows, (double) nanos);
        }
    }

    private void count(int callRows, double nanos) {
        means.merge(callRows, nanos, (mean, next) -> mean + RECENT * (next - mean));
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
        Line line = line();
        if (line == null || line.perRow() <= 0) {
            return max;
        }
        double enough = Math.ceil(WORTH / (1 - WORTH) * line.fixed() / line.perRow());
        return (int) Math.clamp(enough, 1, max);
    }

    /** Nanoseconds that a call should take; 0 until two numbers of rows have been measured. */
    double expected(int callRows) {
        Line line = line();
        if (line == null) {
            return 0;
        }
        return means.getOrDefault(callRows, line.fixed() + line.perRow() * callRows);
    }

    /** What was measured; null until two numbers of rows have been. */
    @Nullable Line line() {
        double spread = weight * rowsRows - rows * rows;
        if (means.size() < 2 || spread <= 1e-9) {
            return null;
        }
        double perRow = (weight * rowsTime - rows * time) / spread;
        return new Line(Math.max(0, (time - perRow * rows) / weight), perRow);
    }
}
