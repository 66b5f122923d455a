package dev.sfumato.worker.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Need;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

final class RowBucketsTest {
    @Test
    void padsOnGraphicsProcessorsOnly() {
        // When, Then
        assertThat(RowBuckets.of("cpu:0").padded(5, 8)).isEqualTo(5);
        assertThat(RowBuckets.of("cuda:1").padded(5, 8)).isEqualTo(8);
        assertThat(RowBuckets.of("tensorrt").padded(3, 8)).isEqualTo(4);
        assertThat(RowBuckets.of("cuda:0").padded(5, 6)).isEqualTo(6);
        assertThat(RowBuckets.of("cuda:0").padded(20, 8)).isEqualTo(20);
    }

    @Property
    void aBucketHoldsItsRowsAndIsOneOfFew(
            @ForAll @IntRange(min = 1, max = 64) int max,
            @ForAll @IntRange(min = 1, max = 64) int rows) {
        // When
        int padded = RowBuckets.POWERS.padded(rows, max);
        int within = RowBuckets.POWERS.within(Math.min(rows, max), max);
        // Then
        assertThat(padded).isGreaterThanOrEqualTo(rows);
        if (rows <= max) {
            assertThat(padded).isLessThanOrEqualTo(max);
            assertThat(Integer.bitCount(padded) == 1 || padded == max).isTrue();
            assertThat(within).isBetween(1, rows);
            assertThat(RowBuckets.POWERS.padded(within, max)).isEqualTo(within);
        }
    }

    @Test
    void fillsACallUpAndAnswersOnlyWhatWasAsked() {
        // Given
        ToyModel toy = ToyModel.open();
        LoadedModel padded = PaddedModel.of(toy, RowBuckets.of("cuda:0"), 8);
        var call = (Need.Call) ToyRun.of(1, 4, 3).next();
        // When
        var answers = padded.call(Collections.nCopies(3, call));
        // Then
        assertThat(answers).hasSize(3);
        assertThat(toy.rows).isEqualTo(List.of(4));
        assertThat(PaddedModel.of(toy, RowBuckets.of("cpu:0"), 8)).isSameAs(toy);
    }
}
