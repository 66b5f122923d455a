package dev.sfumato.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.schemas.events.GenerationId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;

/** Who may open a stream, by what, and for how long. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TicketTest {
    private static final String TICKETS = "/v1/stream-tickets";

    private final UUID run = UUID.randomUUID();
    private Backdrop backdrop;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backdrop = new Backdrop(folder);
        gateway = backdrop.gateway();
    }

    @AfterAll
    void stop() {
        gateway.close();
        backdrop.close();
    }

    @Test
    void aTicketStandsForItsKeyOnce() throws Exception {
        // Given
        var ours = new Samples(new GenerationId(UUID.randomUUID()), "acme");
        backdrop.publish(ours.life(run));
        HttpResponse<byte[]> answer = gateway.send("POST", TICKETS, "Authorization", "Bearer acme");
        String path = "/v1/stream?ticket=" + json(answer).path("ticket").asText();
        // When
        try (TestSocket socket = gateway.socketAt(path)) {
            socket.subscribe(ours.id());
            // Then
            assertThat(TestSocket.types(socket.untilTerminal())).endsWith("completed");
        }
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThatThrownBy(() -> gateway.socketAt(path)).hasMessageContaining("WebSocketHandshake");
        assertThatThrownBy(() -> gateway.socketAt("/v1/stream?ticket=none"))
                .hasMessageContaining("WebSocketHandshake");
    }

    @Test
    void pagesOfOthersGetNone() throws Exception {
        // When
        HttpResponse<byte[]> answer =
                gateway.send("POST", TICKETS, "Origin", "https://elsewhere.example");
        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aSocketEndsWithItsCredential() {
        // When
        try (TestSocket socket = gateway.socket("Authorization", "Bearer brief")) {
            // Then
            assertThat(socket.closeCode()).isEqualTo(4401);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }
}
