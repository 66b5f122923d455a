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

    private enum Phase {
        NEW,
        STEPPING,
        DECODING
    }

    private record Someone(long order, Need.Call call, Phase phase) implements Waiting {
        @Override
        public Run run() {
            return ToyRun.of(0, 4, 1);
        }

        @Override
        public boolean isNew() {
            return phase == Phase.NEW;
        }

        @Override
        public boolean hasSteps() {
            return phase != Phase.DECODING;
        }

        @Override
        public double finish() {
            return order;
        }
    }

    private static final Costs PROCESSOR = new Line(5, 10, RowBuckets.EXACT);
    private static final Costs GRAPHICS = new Line(10, 5, RowBuckets.EXACT);
    private static final int ROOMY = 64;

    @Test
    void finishesAFewOneAfterTheOtherWhereRowsCostNearlyTheirFullPrice() {
        // When, Then: for one that waits 10 longer, one would be spared 5
        assertThat(chosen(2, 1, PROCESSOR)).isEqualTo(1);
        // When, Then: two are spared 5 each
        assertThat(chosen(3, 1, PROCESSOR)).isEqualTo(2);
    }

    @Test
    void keepsCallsWithinTwoStepsWhileSomebodyMayCome() {
        // When, Then: a step takes 15, one of two rows 25, of three 35
        assertThat(chosen(40, 1, PROCESSOR)).isEqualTo(2);
        // When, Then: a step takes 25, two of them 45
        assertThat(chosen(40, 2, PROCESSOR)).isEqualTo(2);
    }

    @Test
    void fillsCallsWhenManyWaitAndNobodyCanCome() {
        // When, Then
        assertThat(chosen(40, 1, PROCESSOR, 40)).isEqualTo(LIMIT);
        assertThat(chosen(40, 2, PROCESSOR, 40)).isEqualTo(LIMIT / 2);
    }

    @Test
    void leadsANewRunToItsFirstStepInASmallCall() {
        // Given
        List<Someone> waiting =
                List.of(
                        someone(0, 2),
                        someone(1, 1),
                        someone(2, 1),
                        someone(3, 1, Phase.NEW),
                        someone(4, 1, Phase.NEW));
        // When, Then: 25 for both, where the longest step takes as long
        assertThat(new Selection(ROOMY).choose(waiting, PROCESSOR))
                .extracting(Someone::order)
                .containsExactly(3L, 4L);
    }

    @Test
    void leadsANewRunInASmallCallAlsoWhenNobodyElseCanCome() {
        // Given
        List<Someone> waiting =
                List.of(someone(0, 1), someone(1, 1), someone(2, 1), someone(3, 1, Phase.NEW));
        // When, Then
        assertThat(new Selection(4).choose(waiting, PROCESSOR))
                .extracting(Someone::order)
                .containsExactly(3L);
    }

    @Test
    void decodesOneAfterTheOtherWhereSeveralTakeLongerThanAStep() {
        // Given
        List<Someone> waiting =
                List.of(
                        someone(0, 1, Phase.DECODING),
                        someone(1, 1, Phase.DECODING),
                        someone(2, 1, Phase.DECODING),
                        someone(3, 1));
        // When, Then: 15 for a step as for a picture, 20 for two
        assertThat(new Selection(ROOMY).choose(waiting, GRAPHICS))
                .extracting(Someone::order)
                .containsExactly(0L);
    }

    @Test
    void remembersAStepWhileNobodyMakesOne() {
        // Given
        var policy = new Selection(ROOMY);
        List<Someone> decoding =
                List.of(
                        someone(1, 1, Phase.DECODING),
                        someone(2, 1, Phase.DECODING),
                        someone(3, 1, Phase.DECODING));
        policy.choose(List.of(someone(0, 4)), GRAPHICS);
        // When, Then: 30 for that step, 25 for three pictures
        assertThat(policy.choose(decoding, GRAPHICS)).hasSize(3);
    }

    @Test
    void letsNewRunsPassOnlySoManyTimes() {
        // Given
        var policy = new Selection(ROOMY);
        List<Someone> waiting = List.of(someone(0, 8), someone(1, 8), someone(2, 8, Phase.NEW));
        for (int i = 0; i < Selection.PATIENCE; i++) {
            assertThat(policy.choose(waiting, PROCESSOR).getFirst().order()).isEqualTo(2);
        }
        // When, Then
        assertThat(policy.choose(waiting, PROCESSOR).getFirst().order()).isZero();
        assertThat(policy.choose(waiting, PROCESSOR).getFirst().order()).isEqualTo(2);
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
        assertThat(new Selection(ROOMY).choose(waiting, padded))
                .extracting(Someone::order)
                .containsExactly(0L, 1L);
    }

    @Test
    void fillsCallsAsLongAsCostsAreNotKnown() {
        // When, Then
        assertThat(chosen(12, 1, new Line(0, 0, RowBuckets.EXACT))).isEqualTo(LIMIT);
    }

    private static int chosen(int count, int rows, Costs costs) {
        return chosen(count, rows, costs, ROOMY);
    }

    private static int chosen(int count, int rows, Costs costs, int places) {
        List<Someone> waiting =
                IntStream.range(0, count).mapToObj(order -> someone(order, rows)).toList();
        return new Selection(places).choose(waiting, costs).size();
    }

    private static Someone someone(long order, int rows) {
        return someone(order, rows, Phase.STEPPING);
    }

    private static Someone someone(long order, int rows, Phase phase) {
        Row row = new Row(Map.of("x", Tensor.zeros(4)));
        return new Someone(
                order,
                new Need.Call(
                        new Component("toy", "denoiser"),
                        Rows.of(Collections.nCopies(rows, row)),
                        List.of("y")),
                phase);
    }
}
