package dev.sfumato.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Asking for pictures, and taking it back, on a socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GenerateTest {
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
    void aRequestIsOnKafkaAndWatchedOnceItIsSubmitted() throws Exception {
        try (TestSocket socket = gateway.socket()) {
            // When
            socket.send(
                    """
                    {"type":"generate","ref":"mine","request":{"prompt":"a red house","steps":4}}
                    """);
            JsonNode submitted = socket.next();
            int askedBefore = backdrop.status().asked();
            // Then
            assertThat(submitted.path("type").asText()).isEqualTo("submitted");
            assertThat(submitted.path("ref").asText()).isEqualTo("mine");
            String id = submitted.path("id").asText();
            assertThat(backdrop.command(id)).isInstanceOf(Command.Generate.class);
            // When
            backdrop.publish(new Samples(GenerationId.parse(id), "default").life(run));
            List<JsonNode> seen = socket.untilTerminal();
            // Then
            assertThat(TestSocket.types(seen)).startsWith("accepted", "queued", "started");
            assertThat(backdrop.status().asked()).isEqualTo(askedBefore);
        }
    }

    @Test
    void aFloodBeyondTheTenantsLimitIsRefusedBeforeItIsAccepted() throws Exception {
        // Given
        gateway.waiting("flooding", 1, 3);
        try (TestSocket socket = gateway.socket("Authorization", "Bearer flooding")) {
            // When
            for (int i = 0; i < 6; i++) {
                socket.send(
                        """
                        {"type":"generate","ref":"%d","request":{"prompt":"a red house"}}
                        """
                                .formatted(i));
            }
            List<JsonNode> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(socket.next());
            }
            // Then
            assertThat(answers)
                    .filteredOn(answer -> answer.path("type").asText().equals("submitted"))
                    .hasSize(2);
            assertThat(answers)
                    .filteredOn(answer -> answer.path("type").asText().equals("error"))
                    .hasSize(4)
                    .allSatisfy(
                            answer -> {
                                assertThat(answer.path("code").asText())
                                        .isEqualTo("quota_exceeded");
                                assertThat(answer.path("message").asText())
                                        .isEqualTo(
                                                "queued: a tenant may have 3 jobs waiting, 3 wait");
                                assertThat(answer.path("retry_after_ms").asLong()).isPositive();
                            })
                    .extracting(answer -> answer.path("ref").asText())
                    .doesNotHaveDuplicates()
                    .doesNotContain("");
        }
    }

    @Test
    void askingAgainWithTheSameKeyIsTheSameGeneration() throws Exception {
        // Given
        String message =
                """
                {"type":"generate","ref":"%s","idempotency_key":"order-7",
                 "request":{"prompt":"a red house"}}
                """;
        try (TestSocket socket = gateway.socket()) {
            socket.send(message.formatted("first"));
            String id = socket.next().path("id").asText();
            // When
            backdrop.publish(new Samples(GenerationId.parse(id), "default").life(run));
            socket.untilTerminal();
            socket.send(message.formatted("again"));
            List<JsonNode> seen = socket.untilTerminal();
            // Then
            assertThat(seen.getFirst().path("ref").asText()).isEqualTo("again");
            assertThat(seen.getFirst().path("id").asText()).isEqualTo(id);
            assertThat(TestSocket.types(seen)).endsWith("progress", "completed");
        }
    }

    @Test
    void everyBrokenRuleIsNamedWithItsField() throws Exception {
        try (TestSocket socket = gateway.socket()) {
            // When
            socket.send(
                    """
                    {"type":"generate","ref":"r","request":{"prompt":"","steps":1000,"size":3}}
                    """);
            JsonNode error = socket.next();
            // Then
            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.path("ref").asText()).isEqualTo("r");
            assertThat(error.path("code").asText()).isEqualTo("invalid_request");
            assertThat(error.path("violations"))
                    .extracting(violation -> violation.path("path").asText())
                    .containsExactlyInAnyOrder("prompt", "steps", "size");
        }
    }

    @Test
    void aCancelIsPassedOn() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        backdrop.publish(samples.accepted());
        try (TestSocket socket = gateway.socket()) {
            socket.subscribe(samples.id());
            socket.next();
            // When
            socket.send("{\"type\":\"cancel\",\"id\":\"" + samples.id() + "\"}");
            Command command = backdrop.command(samples.id().toString());
            backdrop.publish(samples.cancelled());
            // Then
            assertThat(command).isInstanceOf(Command.Cancel.class);
            assertThat(command.tenant()).isEqualTo("default");
            assertThat(TestSocket.types(socket.untilTerminal())).containsExactly("cancelled");
        }
    }

    @Test
    void afterUnsubscribingNothingComes() throws Exception {
        // Given
        Samples quiet = Samples.fresh();
        Samples heard = Samples.fresh();
        backdrop.publish(quiet.accepted());
        backdrop.publish(heard.accepted());
        try (TestSocket socket = gateway.socket()) {
            socket.subscribe(quiet.id());
            socket.next();
            // When
            socket.send("{\"type\":\"unsubscribe\",\"id\":\"" + quiet.id() + "\"}");
            socket.subscribe(heard.id());
            socket.next();
            backdrop.publish(quiet.cancelled());
            backdrop.publish(heard.cancelled());
            // Then
            assertThat(socket.untilTerminal())
                    .extracting(event -> event.path("id").asText())
                    .containsExactly(heard.id().toString());
        }
    }
}
