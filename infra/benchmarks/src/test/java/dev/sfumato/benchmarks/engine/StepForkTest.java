package dev.sfumato.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class StepForkTest {
    private static final Path SHIPPED =
            Path.of(System.getProperty("sfumato.root"), "worker/models/landscape/model");

    @Test
    void comparesLoopsThatMakeTheSamePicture() {
        // Given
        var work = new Work(SHIPPED, "euler", 3, 4, 64, 64, 1, 0, false);
        // When
        JsonNode result = new StepFork().run(work, 0, true, 0, 2);
        // Then
        assertThat(result.path("difference").asInt()).isLessThanOrEqualTo(1);
        assertThat(result.path("rounds")).hasSize(2);
        for (JsonNode round : result.path("rounds")) {
            for (String name : List.of(StepFork.OURS, StepFork.BARE, StepFork.CONTROL)) {
                assertThat(round.path(name)).hasSize(2);
                assertThat(round.path(name).get(1).get(1).asLong()).isPositive();
            }
        }
    }

    @Test
    void aStepAllocatesLittle() {
        // Given
        var work = new Work(SHIPPED, "euler", 4, 4, 64, 64, 1, 0, false);
        // When
        JsonNode result = new StepFork().run(work, 1, false, 4, 2);
        // Then
        JsonNode ours = StepReport.of(List.of(result)).json().path(StepFork.OURS);
        assertThat(ours.path("allocated_bytes").path("median").asDouble()).isLessThan(10 * 1024);
    }
}
