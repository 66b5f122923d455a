package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A worker that dies takes nothing with it. */
final class WorkerCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String REQUEST =
            "{\"prompt\":\"snowy mountains at sunset\",\"steps\":60,\"seed\":5,"
                    + "\"width\":256,\"height\":256}";

    @TempDir private Path folder;
    private Server server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = Server.up(folder, "standalone.worker = false\n");
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void anotherWorkerMakesTheSamePicture() throws Exception {
        // Given
        byte[] undisturbed;
        try (Command alone = worker()) {
            client.awaitModel("landscape");
            undisturbed = client.picture(REQUEST);
            assertThat(alone.isAlive()).isTrue();
        }
        String id = client.submit(REQUEST);
        try (Watcher watcher = client.watch()) {
            watcher.subscribe(id);
            Command first = worker();
            watcher.until(id, event -> event.path("step").asInt() >= 5, PATIENCE);
            // When
            first.kill();
            try (Command second = worker()) {
                List<JsonNode> events = watcher.untilTerminal(id, PATIENCE);
                // Then
                assertThat(second.isAlive()).isTrue();
                assertThat(events)
                        .filteredOn(event -> event.path("type").asText().equals("started"))
                        .extracting(event -> event.path("attempt").asInt())
                        .containsExactly(2);
                assertThat(client.download(events.getLast())).isEqualTo(undisturbed);
            }
        }
    }

    private Command worker() throws IOException {
        return Command.start(
                folder,
                Map.of(
                        "SFUMATO_HTTP_PORT",
                        "0",
                        "SFUMATO_KAFKA_BOOTSTRAP_SERVERS",
                        server.kafka(),
                        "SFUMATO_ARTIFACTS_FOLDER",
                        server.data().resolve("artifacts").toString()),
                "worker");
    }
}
