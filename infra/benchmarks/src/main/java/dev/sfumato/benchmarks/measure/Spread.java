package dev.sfumato.benchmarks.measure;

import java.util.Arrays;
import java.util.Collection;

/**
 * The middle of some values and how far they lie apart.
 *
 * @param median half of the values lie below
 * @param lower first quartile
 * @param upper third quartile
 * @param least smallest value
 * @param count how many there are
 */
public record Spread(double median, double lower, double upper, double least, int count) {
    /**
     * The spread of at least one value.
     *
     * @throws IllegalArgumentException if there is none or one is no number
     */
    public static Spread of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0 || Arrays.stream(sorted).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("values must be one number or more, got " + values);
        }
        return new Spread(
                quantile(sorted, 0.5),
                quantile(sorted, 0.25),
                quantile(sorted, 0.75),
                sorted[0],
                sorted.length);
    }

    /**
     * The value below which a share of {@code sorted} lies, interpolated between neighbours.
     *
     * @param sorted ascending, at least one
     * @param share 0 to 1
     */
    public static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** Median and quartiles with that many decimals, for a table. */
    public String text(int decimals) {
        String number = "%." + decimals + "f";
        return (number + " (" + number + "–" + number + ")").formatted(median, lower, upper);
    }
}
