package dev.sfumato.gateway.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=2-4, 2, 3",
        "bytes=7-, 7, 3",
        "bytes=7-99, 7, 3",
        "bytes=-4, 6, 4",
        "bytes=-99, 0, 10",
    })
    void readsOneRange(String header, long from, long length) throws Exception {
        // When
        ByteRange range = ByteRange.parse(header, 10);
        // Then
        assertThat(range).isEqualTo(new ByteRange(from, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0"})
    void refusesWhatLiesOutside(String header) {
        // When, Then
        assertThatExceptionOfType(ByteRange.Unsatisfiable.class)
                .isThrownBy(() -> ByteRange.parse(header, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes=-", "bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "junk"})
    void answersWithTheWholeWhereItMay(String header) throws Exception {
        // When, Then
        assertThat(ByteRange.parse(header, 10)).isNull();
    }

    @Property
    void isAlwaysInside(
            @ForAll @LongRange(max = 1_000) long first,
            @ForAll @LongRange(max = 1_000) long last,
            @ForAll @LongRange(min = 1, max = 500) long size) {
        // When
        ByteRange range;
        try {
            range = ByteRange.parse("bytes=" + first + "-" + last, size);
        } catch (ByteRange.Unsatisfiable e) {
            // Then
            assertThat(first).isGreaterThanOrEqualTo(size);
            return;
        }
        // Then
        if (range != null) {
            assertThat(range.from()).isBetween(0L, size - 1);
            assertThat(range.from() + range.length()).isBetween(1L, size);
        }
    }
}
