package dev.sfumato.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.benchmarks.measure.Json;

import org.junit.jupiter.api.Test;

import java.util.List;

class StepReportTest {
    @Test
    void dividesStepsThatWereMadeTogether() {
        // Given two processes, one picture each, the second on a machine half as fast
        JsonNode one =
                Json.parse(
                        """
                        {"difference": 1, "rounds": [{"others": 0.0,
                         "bare": [[10, 20, 100], [10, 20, 100]],
                         "sfumato": [[11, 20, 2048], [11, 20, 2048]]}]}
                        """);
        JsonNode other =
                Json.parse(
                        """
                        {"difference": 0, "rounds": [{"others": 0.0,
                         "bare": [[20, 40, 100], [20, 40, 100]],
                         "sfumato": [[22, 40, 2048], [22, 40, 2048]]}]}
                        """);
        // When
        StepReport report = StepReport.of(List.of(one, other));
        // Then
        JsonNode ours = report.json().path("sfumato");
        assertThat(ours.path("ratio_to_bare").path("lower").asDouble()).isEqualTo(1.1);
        assertThat(ours.path("ratio_to_bare").path("upper").asDouble()).isEqualTo(1.1);
        assertThat(ours.path("processor_ratio_to_bare").path("median").asDouble()).isEqualTo(1);
        assertThat(report.difference()).isEqualTo(1);
        assertThat(report.table())
                .contains("| sfumato |", "| 2.00 |", "2 processes")
                .doesNotContain("control");
    }
}
