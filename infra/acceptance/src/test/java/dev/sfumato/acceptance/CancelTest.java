package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A cancelled generation stops at once, queued or running. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CancelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String LONG =
            "{\"prompt\":\"a lighthouse at dusk\",\"steps\":150,\"width\":256,\"height\":256}";

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
    void aRunningOneStopsWithinOneStep() throws Exception {
        // Given
        String id = client.submit(LONG);
        try (Watcher watcher = client.watch();
                TopicReader control = new TopicReader(server.kafka(), "sfumato.control")) {
            watcher.subscribe(id);
            watcher.until(id, event -> event.path("step").asInt() >= 3, PATIENCE);
            // When
            int status = client.delete("/v1/generations/" + id).status();
            List<JsonNode> rest = watcher.untilTerminal(id, PATIENCE);
            // Then
            assertThat(status).isEqualTo(202);
            assertThat(rest.getLast().path("type").asText()).isEqualTo("cancelled");
            long told = control.await(id, PATIENCE).timestamp();
            try (TopicReader events = new TopicReader(server.kafka(), "sfumato.events")) {
                // a later generation's end shows that the cancelled one publishes no more
                client.picture("{\"prompt\":\"a cactus at noon\",\"steps\":4}");
                assertThat(events.countAfter(id, told)).isLessThanOrEqualTo(1);
            }
        }
        assertThat(client.ended(id).path("status").asText()).isEqualTo("cancelled");
        assertThat(client.delete("/v1/generations/" + id).status()).isEqualTo(202);
    }

    @Test
    void aFinishedOneCannotBeCancelled() throws Exception {
        // Given
        String id = client.submit("{\"prompt\":\"two boats\",\"steps\":2}");
        client.ended(id);
        // When
        var answer = client.delete("/v1/generations/" + id);
        // Then
        assertThat(answer.status()).isEqualTo(409);
    }
}
