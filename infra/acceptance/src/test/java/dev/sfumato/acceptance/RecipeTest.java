package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The recipe of the shipped models makes both of them from nothing; here with a few steps each. */
final class RecipeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration INSPECTION = Duration.ofMinutes(1);
    private static final int CAPTIONS = 16;

    @Test
    void makesBothModels(@TempDir Path folder) throws Exception {
        // Given
        Path recipe = Command.root().resolve("worker/models/landscape");
        Python python = Python.open("landscape", recipe.resolve("requirements.txt"));
        Path work = folder.resolve("work");
        // When
        Python.Ran ran =
                python.run(
                        recipe,
                        PATIENCE,
                        "python",
                        "-B",
                        "-m",
                        "landscape",
                        "all",
                        "--work",
                        work.toString(),
                        "--smoke");
        // Then
        assertThat(ran.code()).as(ran.errors()).isZero();
        for (String suffix : new String[] {"", "-turbo"}) {
            Path measured = work.resolve("measure" + suffix + ".json");
            JsonNode attributes = new ObjectMapper().readTree(measured.toFile()).path("attributes");
            assertThat(attributes.path("time").path("mentions").asInt()).isBetween(1, CAPTIONS);
        }
        for (String model : new String[] {"model", "turbo"}) {
            String made = work.resolve(model).toString();
            try (Command inspect = Command.start(folder, Map.of(), "models", "inspect", made)) {
                assertThat(inspect.await(INSPECTION)).as(inspect.output()).isZero();
            }
        }
    }
}
