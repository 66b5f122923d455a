package dev.sfumato.worker.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

final class SelectionTest {
    private static final int LIMIT = 8;

    /** A call takes {@code fixed} and then {@code perRow} for each row, padded or not. */
    private record Line(double fixed, double perRow, RowBuckets buckets) implements Costs {
        @Override
        public int limit(Need.Call call) {
            return LIMIT;
        }

        @Override
        public double expected(Need.Call call, int rows) {
            return fixed + perRow * buckets.padded(rows, LIMIT);
        }

        @Override
        public boolean canShare(Need.Call one, Need.Call other) {
            return true;
        }
    }

    private record Someone(long order, Need.Call call) implements Waiting {
        @Override
        public Run run() {
            return ToyRun.of(0, 4, 1);
        }

        @Override
        public boolean isNew() {
            return false;
        }

        @Override
        public double finish() {
            return order;
        }
    }

    private static final Costs PROCESSOR = new Line(5, 10, RowBuckets.EXACT);
    private static final Costs GRAPHICS = new Line(10, 5, RowBuckets.EXACT);

    @Test
    void finishesAFewOneAfterTheOtherWhereRowsCostNearlyTheirFullPrice() {
        // When, Then: for one that waits 10 longer, one would be spared 5
        assertThat(chosen(2, 1, PROCESSOR)).isEqualTo(1);
        // When, Then: two are spared 5 each
        assertThat(chosen(3, 1, PROCESSOR)).isEqualTo(2);
    }

    @Test
    void fillsCallsWhenManyWait() {
        // When, Then
        assertThat(chosen(40, 1, PROCESSOR)).isEqualTo(LIMIT);
        assertThat(chosen(40, 2, PROCESSOR)).isEqualTo(LIMIT / 2);
    }

    @Test
    void sharesCallsAtOnceWhereRowsAreCheap() {
        // When, Then
        assertThat(chosen(2, 1, GRAPHICS)).isEqualTo(2);
        assertThat(chosen(4, 1, GRAPHICS)).isEqualTo(3);
    }

    @Test
    void takesRowsThatPaddingGivesAway() {
        // Given: calls of 1, 2, 4 or 8 rows, and a third run that pays only once
        var padded = new Line(0, 10, RowBuckets.POWERS);
        List<Someone> waiting = List.of(someone(0, 3), someone(1, 1), someone(2, 1));
        // When, Then
        assertThat(Policy.CONTINUOUS.choose(waiting, padded))
                .extracting(Someone::order)
                .containsExactly(0L, 1L);
    }

    @Test
    void fillsCallsAsLongAsCostsAreNotKnown() {
        // When, Then
        assertThat(chosen(12, 1, new Line(0, 0, RowBuckets.EXACT))).isEqualTo(LIMIT);
    }

    private static int chosen(int count, int rows, Costs costs) {
        List<Someone> waiting =
                IntStream.range(0, count).mapToObj(order -> someone(order, rows)).toList();
        return Policy.CONTINUOUS.choose(waiting, costs).size();
    }

    private static Someone someone(long order, int rows) {
        Row row = new Row(Map.of("x", Tensor.zeros(4)));
        return new Someone(
                order,
                new Need.Call(
                        new Component("toy", "denoiser"),
                        Rows.of(Collections.nCopies(rows, row)),
                        List.of("y")));
    }
}
