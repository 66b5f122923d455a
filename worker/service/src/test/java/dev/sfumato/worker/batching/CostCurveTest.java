package dev.sfumato.worker.batching;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

final class CostCurveTest {
    @Test
    void allowsTheMostUntilTwoNumbersOfRowsWereMeasured() {
        // Given
        var curve = new CostCurve();
        // When
        for (int i = 0; i < 10; i++) {
            curve.observe(2, 30_000_000);
        }
        // Then
        assertThat(curve.limit(8)).isEqualTo(8);
    }

    @Test
    void stopsWhereASmallModelOnAProcessorGainsLittle() {
        // Given: 5 ms and 12.45 ms a row, as measured for a U-Net of 12.6 million parameters
        CostCurve curve = measured(5e6, 12.45e6);
        // When
        int limit = curve.limit(8);
        // Then
        assertThat(limit).isEqualTo(4);
    }

    @Test
    void batchesNothingWhereRowsCostTheirFullPrice() {
        // Given
        CostCurve curve = measured(0, 1e9);
        // When, Then
        assertThat(curve.limit(8)).isEqualTo(1);
    }

    @Test
    void doesNotCountTheFirstCallOfAShape() {
        // Given
        var curve = new CostCurve();
        curve.observe(1, 9_000_000_000L);
        curve.observe(4, 9_000_000_000L);
        for (int i = 0; i < 5; i++) {
            curve.observe(1, 17_000_000);
            curve.observe(4, 54_000_000);
        }
        // When, Then
        assertThat(curve.limit(8)).isBetween(3, 5);
    }

    @Test
    void goesOnFromWhatWasMeasuredBefore() {
        // Given
        CostCurve curve = CostCurve.of(new CostCurve.Line(5e6, 12.45e6));
        double before = curve.expected(2);
        // When
        for (int i = 0; i < 300; i++) {
            curve.observe(1 + i % 4, 40_000_000L * (1 + i % 4));
        }
        // Then
        assertThat(before).isEqualTo(29.9e6);
        assertThat(curve.expected(2)).isBetween(78e6, 82e6);
        assertThat(curve.limit(8)).isEqualTo(1);
    }

    @Test
    void tellsWhatWasMeasuredWhereNoLineFits() {
        // Given: rows that hardly cost anything up to the third, as measured of Qwen-Image
        var curve = new CostCurve();
        // When
        for (int i = 0; i < 5; i++) {
            curve.observe(1, 167_000_000);
            curve.observe(2, 183_000_000);
            curve.observe(4, 240_000_000);
            curve.observe(8, 425_000_000);
        }
        // Then
        assertThat(curve.expected(1)).isEqualTo(167e6);
        assertThat(curve.expected(2)).isEqualTo(183e6);
        assertThat(curve.expected(8)).isEqualTo(425e6);
        assertThat(curve.expected(6)).isBetween(320e6, 350e6);
    }

    @Property
    void reachesNineTenthsOfTheBestThroughputWithNoRowTooMany(
            @ForAll @DoubleRange(min = 0, max = 1e8) double fixed,
            @ForAll @DoubleRange(min = 1e5, max = 1e8) double perRow,
            @ForAll @IntRange(min = 1, max = 64) int max) {
        // When
        int limit = measured(fixed, perRow).limit(max);
        // Then
        assertThat(limit).isBetween(1, max);
        if (limit < max) {
            assertThat(throughput(fixed, perRow, limit) * perRow).isGreaterThan(0.899);
        }
        if (limit > 1) {
            assertThat(throughput(fixed, perRow, limit - 1) * perRow).isLessThan(0.901);
        }
    }

    private static double throughput(double fixed, double perRow, int rows) {
        return rows / (fixed + perRow * rows);
    }

    private static CostCurve measured(double fixed, double perRow) {
        var curve = new CostCurve();
        for (int i = 0; i < 4; i++) {
            for (int rows = 1; rows <= 4; rows++) {
                curve.observe(rows, Math.round(fixed + perRow * rows));
            }
        }
        return curve;
    }
}
