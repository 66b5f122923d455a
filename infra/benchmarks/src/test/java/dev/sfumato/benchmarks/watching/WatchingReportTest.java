package dev.sfumato.benchmarks.watching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.benchmarks.watching.Side.Seen;
import dev.sfumato.benchmarks.watching.WatchingReport.Row;

import org.junit.jupiter.api.Test;

class WatchingReportTest {
    @Test
    void comparesWithinARoundAndSaysWhatIsMissing() {
        // Given
        Row bare = row("bare", "100 1.0 5.0 7", 100, 50);
        Row calm = row("ours", "90 1.5 10.0 7", 80, 40);
        Row held = row("held", "100 1.5 11.0 7", 60, 30);
        // When
        String text = WatchingReport.text(bare, calm, held);
        // Then
        assertThat(text)
                .contains(
                        "| ours | 60 (50–70) | 0.80 (0.80–0.80) | 5.0 (5.0–5.0) | 1.5 (1.5–1.5) |"
                            + " 10.0 (10.0–10.0) | 1.00 (1.00–1.00) | 0.25 (0.25–0.25) | 20 | 0.50"
                            + " (0.50–0.50) |",
                        "| held | 45 (38–53) | 0.60 (0.60–0.60) | 5.0 (5.0–5.0) | 1.5 (1.5–1.5) |"
                                + " 11.0 (11.0–11.0) | 1.10 (1.10–1.10) |");
    }

    private static Row row(String name, String seen, double... perSecond) {
        var row = new Row(name);
        for (double each : perSecond) {
            row.add(Seen.parse(seen), 100, 0.25, each, 5.0, 0.5);
        }
        return row;
    }
}
