package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** A program in another language, with a Kafka client and an Avro reader and nothing of ours. */
final class PythonClientTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SCHEMA =
            "schemas/src/main/resources/schemas/v1/dev.sfumato.schemas.avro.OutcomeRecord.avsc";

    @Test
    void asksOverKafkaAndReadsItsResult(@TempDir Path folder) throws Exception {
        // Given
        Python python = Python.with("contracts");
        try (Server server = Server.up(folder);
                Client client = server.client()) {
            // When
            Python.Ran ran =
                    python.run(
                            folder,
                            PATIENCE,
                            "python",
                            Python.program("ask.py"),
                            server.kafka(),
                            "order-4711",
                            "a blue house on snowy hills",
                            Command.root().resolve(SCHEMA).toString());
            // Then
            assertThat(ran.code()).as(ran.errors()).isZero();
            JsonNode told = new ObjectMapper().readTree(ran.output());
            JsonNode headers = told.path("headers");
            assertThat(headers.path("ce_type").asText()).isEqualTo("dev.sfumato.completed.v1");
            assertThat(headers.path("client_key").asText()).isEqualTo("order-4711");
            JsonNode outcome = told.path("outcome").path("generation");
            String id = headers.path("ce_subject").asText();
            assertThat(outcome.path("subject").path("id").asText()).isEqualTo(id);
            JsonNode seen = client.get("/v1/generations/" + id).json();
            assertThat(seen.path("request").path("prompt").asText())
                    .isEqualTo("a blue house on snowy hills");
            String url = seen.path("artifacts").path(0).path("url").asText();
            assertThat(client.get(url).header("content-type")).isEqualTo("image/png");
        }
    }
}
