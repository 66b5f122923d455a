package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.imageio.ImageIO;

/** One prompt, one picture, through Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GenerationPathTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String HOUSE =
            "{\"prompt\":\"a red house on green hills at noon\",\"steps\":6,\"seed\":%d}";

    private Server server;
    private Client client;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = Server.up(folder);
        client = server.client();
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void showsEachStepInOrderAndDeliversThePicture() throws Exception {
        // Given
        String id = client.submit(HOUSE.formatted(1));
        // When
        List<JsonNode> events;
        try (Watcher watcher = client.watch()) {
            watcher.subscribe(id);
            events = watcher.untilTerminal(id, PATIENCE);
        }
        // Then
        List<JsonNode> lasting =
                events.stream().filter(event -> !type(event).equals("preview")).toList();
        assertThat(Watcher.types(lasting))
                .containsExactly(
                        "accepted",
                        "queued",
                        "started",
                        "progress",
                        "progress",
                        "progress",
                        "progress",
                        "progress",
                        "progress",
                        "completed");
        assertThat(lasting.subList(3, 9))
                .extracting(event -> event.path("step").asInt())
                .containsExactly(1, 2, 3, 4, 5, 6);
        var image = ImageIO.read(new ByteArrayInputStream(client.download(events.getLast())));
        assertThat(image.getWidth()).isEqualTo(128);
        assertThat(image.getHeight()).isEqualTo(128);
    }

    @Test
    void previewsShowThePictureForming() throws Exception {
        // Given
        String id = client.submit("{\"prompt\":\"a calm sea at night\",\"steps\":30}");
        // When
        List<JsonNode> events;
        try (Watcher watcher = client.watch()) {
            watcher.subscribe(id);
            events = watcher.untilTerminal(id, PATIENCE);
        }
        // Then
        List<String> previews =
                events.stream()
                        .filter(event -> type(event).equals("preview"))
                        .map(event -> event.path("data").asText())
                        .distinct()
                        .toList();
        assertThat(previews).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void oneSeedMakesOnePictureAndAnotherSeedAnother() throws Exception {
        // Given, When
        byte[] first = client.picture(HOUSE.formatted(7));
        byte[] again = client.picture(HOUSE.formatted(7));
        byte[] other = client.picture(HOUSE.formatted(8));
        // Then
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void answersWhatIsKnownAboutAGeneration() throws Exception {
        // Given
        String id = client.submit(HOUSE.formatted(3));
        // When
        JsonNode generation = client.ended(id);
        // Then
        assertThat(generation.path("status").asText()).isEqualTo("completed");
        assertThat(generation.path("request").path("seed").asLong()).isEqualTo(3);
        assertThat(generation.path("artifacts").path(0).path("seed").asLong()).isEqualTo(3);
        assertThat(generation.path("timings").path("total_ms").asLong()).isPositive();
    }

    @Test
    void aRetryWithTheSameKeyIsTheSameGeneration() throws Exception {
        // Given
        String body = HOUSE.formatted(4);
        // When
        var first = client.post("/v1/generations", body, "Idempotency-Key", "order-17");
        String id = first.json().path("id").asText();
        try (Watcher watcher = client.watch()) {
            watcher.subscribe(id);
            watcher.untilTerminal(id, PATIENCE);
        }
        var retry = client.post("/v1/generations", body, "Idempotency-Key", "order-17");
        var conflict =
                client.post("/v1/generations", HOUSE.formatted(5), "Idempotency-Key", "order-17");
        // Then
        assertThat(retry.json().path("id").asText()).isEqualTo(id);
        assertThat(conflict.status()).isEqualTo(409);
    }

    @Test
    void aWatcherWhoComesBackMissesNothing() throws Exception {
        // Given
        String id = client.submit(HOUSE.formatted(6));
        List<JsonNode> all;
        try (Watcher watcher = client.watch()) {
            watcher.subscribe(id);
            all = lasting(watcher.untilTerminal(id, PATIENCE));
        }
        // When
        List<JsonNode> rest;
        try (Watcher watcher = client.watch()) {
            watcher.subscribe(id, all.get(4).path("event").asText());
            rest = lasting(watcher.untilTerminal(id, PATIENCE));
        }
        // Then
        assertThat(rest).isEqualTo(all.subList(5, all.size()));
    }

    private static List<JsonNode> lasting(List<JsonNode> events) {
        return events.stream().filter(event -> !type(event).equals("preview")).toList();
    }

    private static String type(JsonNode event) {
        return event.path("type").asText();
    }
}
