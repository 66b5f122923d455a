package dev.sfumato.benchmarks.watching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.LongStream;

class DelaysTest {
    @Test
    void knowsTheSharesToAStep() {
        // Given
        var delays = new Delays();
        // When
        LongStream.rangeClosed(1, 1000).map(each -> each * 100).forEach(delays::add);
        // Then
        assertThat(delays.count()).isEqualTo(1000);
        assertThat(delays.millis(0.5)).isBetween(50.0, 50.04);
        assertThat(delays.millis(0.99)).isBetween(99.0, 99.04);
        assertThat(delays.millis(1)).isBetween(100.0, 100.04);
    }

    @Test
    void countsWhatIsTooLongAsTheLongest() {
        // Given
        var delays = new Delays();
        // When
        delays.add(1_000_000_000L);
        // Then
        assertThat(delays.millis(1)).isEqualTo(20_000);
        delays.clear();
        assertThat(delays.count()).isZero();
    }
}
