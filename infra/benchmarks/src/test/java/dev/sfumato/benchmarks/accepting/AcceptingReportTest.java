package dev.sfumato.benchmarks.accepting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.benchmarks.accepting.AcceptingReport.Rounds;

import org.junit.jupiter.api.Test;

import java.util.List;

class AcceptingReportTest {
    @Test
    void comparesWithinARound() {
        // Given
        var bare =
                new Rounds(
                        "bare", List.of(new Load.Seen(1000, 1, 2, 0), new Load.Seen(500, 2, 4, 0)));
        var ours =
                new Rounds(
                        "ours", List.of(new Load.Seen(800, 1, 2, 1), new Load.Seen(400, 2, 4, 2)));
        // When
        String table = AcceptingReport.rates(List.of(bare, ours));
        // Then
        assertThat(table)
                .contains("| ours | 600 (500–700) | 0.80 (0.80–0.80) | 1.5 (1.3–1.8) |")
                .endsWith("| 3 |\n");
    }

    @Test
    void givesThePercentiles() {
        // When
        String line = AcceptingReport.added(List.of(3.0, 1.0, 2.0));
        // Then
        assertThat(line)
                .isEqualTo(
                        "From 202 to the work record: p50 2.0 ms, p90 2.8 ms, p99 3.0 ms,"
                                + " 3 requests.\n");
    }
}
