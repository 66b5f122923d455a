package dev.sfumato.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.gateway.replay.EventId;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** What a socket shows of the event log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamTest {
    private static final List<String> LIFE =
            List.of(
                    "accepted",
                    "queued",
                    "started",
                    "progress",
                    "progress",
                    "progress",
                    "progress",
                    "completed");

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
    void aFinishedGenerationIsToldFromTheStart() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<EventId> ids = backdrop.publish(samples.life(run));
        try (TestSocket socket = gateway.socket()) {
            // When
            socket.subscribe(samples.id());
            List<JsonNode> seen = socket.untilTerminal();
            // Then
            assertThat(socket.subprotocol()).isEqualTo("sfumato.v1");
            assertThat(TestSocket.types(seen)).isEqualTo(LIFE);
            assertThat(TestSocket.events(seen)).isEqualTo(texts(ids));
            JsonNode artifact = seen.getLast().path("artifacts").path(0);
            assertThat(artifact.path("url").asText()).startsWith("/v1/artifacts/abab");
        }
    }

    @Test
    void aRunningGenerationIsToldAsItGoes() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<GenerationEvent> life = samples.life(run);
        var ids = new ArrayList<EventId>(backdrop.publish(life.subList(0, 2)));
        try (TestSocket socket = gateway.socket()) {
            socket.subscribe(samples.id());
            assertThat(socket.next().path("type").asText()).isEqualTo("accepted");
            assertThat(socket.next().path("type").asText()).isEqualTo("queued");
            // When
            ids.addAll(backdrop.publish(life.subList(2, life.size())));
            List<JsonNode> seen = socket.untilTerminal();
            // Then
            assertThat(TestSocket.types(seen)).isEqualTo(LIFE.subList(2, LIFE.size()));
            assertThat(TestSocket.events(seen)).isEqualTo(texts(ids.subList(2, ids.size())));
        }
    }

    @Test
    void whoComesBackGetsExactlyWhatFollows() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<EventId> ids = backdrop.publish(samples.life(run));
        try (TestSocket socket = gateway.socket()) {
            for (int known = 0; known < ids.size() - 1; known++) {
                // When
                socket.subscribe(samples.id(), ids.get(known));
                List<JsonNode> seen = socket.untilTerminal();
                // Then
                assertThat(TestSocket.events(seen))
                        .isEqualTo(texts(ids.subList(known + 1, ids.size())));
            }
        }
    }

    @Test
    void repeatsAndOtherRunsAreNotShown() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        UUID lost = UUID.randomUUID();
        backdrop.publish(
                List.of(
                        samples.accepted(),
                        samples.accepted(),
                        samples.queued(),
                        samples.queued(),
                        samples.started(lost, 1),
                        samples.progress(lost, 1),
                        samples.progress(lost, 1),
                        samples.yielded(lost),
                        samples.started(run, 2),
                        samples.progress(lost, 2),
                        samples.progress(run, 1),
                        samples.failed(lost),
                        samples.completed(run),
                        samples.completed(run),
                        samples.cancelled()));
        try (TestSocket socket = gateway.socket()) {
            // When
            socket.subscribe(samples.id());
            List<JsonNode> seen = socket.untilTerminal();
            // Then
            assertThat(TestSocket.types(seen))
                    .containsExactly(
                            "accepted",
                            "queued",
                            "started",
                            "progress",
                            "started",
                            "progress",
                            "completed");
            assertThat(seen.get(4).path("attempt").asInt()).isEqualTo(2);
        }
    }

    @Test
    void junkInTheLogStopsNobody() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<GenerationEvent> life = samples.life(run);
        backdrop.publish(life.subList(0, 3));
        backdrop.send(samples.id().toString(), new byte[] {1, 2, 3});
        backdrop.publish(life.subList(3, life.size()));
        try (TestSocket socket = gateway.socket()) {
            // When
            socket.subscribe(samples.id());
            // Then
            assertThat(TestSocket.types(socket.untilTerminal())).isEqualTo(LIFE);
        }
    }

    @Test
    void twoGatewaysTellTheSame() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<EventId> ids = backdrop.publish(samples.life(run));
        try (TestGateway other = backdrop.gateway();
                TestSocket here = gateway.socket();
                TestSocket there = other.socket()) {
            // When
            here.subscribe(samples.id());
            there.subscribe(samples.id(), ids.get(2));
            // Then
            List<JsonNode> all = here.untilTerminal();
            assertThat(there.untilTerminal()).isEqualTo(all.subList(3, all.size()));
        }
    }

    @Test
    void previewsAreShownWhileItRuns() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        backdrop.publish(List.of(samples.accepted(), samples.queued(), samples.started(run, 1)));
        try (TestSocket text = gateway.socket();
                TestSocket binary = gateway.socketWithBinaryPreviews()) {
            for (TestSocket socket : List.of(text, binary)) {
                socket.subscribe(samples.id());
                awaitType(socket, "started");
            }
            // When: previews are live only, so one is repeated until both have seen it
            JsonNode seen = null;
            JsonNode framed = null;
            for (int i = 0; i < 1_000 && (seen == null || framed == null); i++) {
                backdrop.publish(samples.preview(UUID.randomUUID(), 1, 9));
                backdrop.publish(samples.preview(run, 1, 300));
                backdrop.publish(samples.progress(run, i + 1));
                seen = seen == null ? preview(text) : seen;
                framed = framed == null ? preview(binary) : framed;
            }
            // Then
            assertThat(seen).isNotNull();
            assertThat(seen.path("event").isNull()).isTrue();
            assertThat(seen.path("id").asText()).isEqualTo(samples.id().toString());
            assertThat(seen.path("data").asText()).hasSize(400);
            assertThat(seen.path("media_type").asText()).isEqualTo("image/png");
            assertThat(framed).isNotNull();
            assertThat(framed.path("size").asInt()).isEqualTo(300);
            assertThat(framed.path("header").path("type").asText()).isEqualTo("preview");
        }
    }

    @Test
    void oneSocketWatchesMany() throws Exception {
        // Given
        var many = new ArrayList<Samples>();
        for (int i = 0; i < 20; i++) {
            Samples samples = Samples.fresh();
            backdrop.publish(samples.accepted());
            many.add(samples);
        }
        try (TestSocket socket = gateway.socket()) {
            many.forEach(samples -> socket.subscribe(samples.id()));
            // When
            Collections.reverse(many);
            for (Samples samples : many) {
                backdrop.publish(samples.cancelled());
            }
            // Then
            var cancelled = new ArrayList<String>();
            while (cancelled.size() < many.size()) {
                cancelled.add(socket.untilTerminal().getLast().path("id").asText());
            }
            assertThat(cancelled)
                    .containsExactlyInAnyOrderElementsOf(
                            many.stream().map(samples -> samples.id().toString()).toList());
        }
    }

    @Test
    void mistakesAreAnsweredAndTheSocketStays() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<EventId> ids = backdrop.publish(samples.life(run));
        int elsewhere = (ids.getFirst().partition() + 1) % Backdrop.PARTITIONS;
        try (TestSocket socket = gateway.socket()) {
            // When
            socket.send("this is not JSON");
            socket.send("[1]");
            socket.send("{\"type\":\"dance\"}");
            socket.send("{\"type\":\"subscribe\"}");
            socket.send("{\"type\":\"subscribe\",\"id\":\"7\"}");
            socket.send(
                    "{\"type\":\"subscribe\",\"id\":\"%s\",\"afer\":1}".formatted(samples.id()));
            socket.send("{\"type\":\"generate\",\"ref\":\"r\",\"request\":7}");
            socket.sendBinary(new byte[] {0, 1, 2});
            // Then
            assertThat(codes(socket, 8))
                    .containsExactly(
                            "malformed",
                            "malformed",
                            "unknown_type",
                            "invalid_message",
                            "invalid_message",
                            "invalid_message",
                            "invalid_message",
                            "malformed");
            // When
            var unknown = new GenerationId(UUID.randomUUID());
            socket.subscribe(unknown);
            JsonNode notFound = socket.next();
            socket.subscribe(samples.id(), new EventId(elsewhere, 0));
            JsonNode invalidCursor = socket.next();
            socket.subscribe(samples.id());
            // Then
            assertThat(notFound.path("code").asText()).isEqualTo("not_found");
            assertThat(notFound.path("id").asText()).isEqualTo(unknown.toString());
            assertThat(invalidCursor.path("code").asText()).isEqualTo("invalid_cursor");
            assertThat(invalidCursor.path("id").asText()).isEqualTo(samples.id().toString());
            assertThat(TestSocket.types(socket.untilTerminal())).isEqualTo(LIFE);
        }
    }

    @Test
    void aHugeFrameEndsOnlyItsOwnSocket() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        backdrop.publish(samples.life(run));
        try (TestSocket greedy = gateway.socket();
                TestSocket modest = gateway.socket()) {
            // When
            greedy.send("x".repeat(1_000_000));
            modest.subscribe(samples.id());
            // Then
            assertThat(greedy.closeCode()).isIn(1002, 1009);
            assertThat(TestSocket.types(modest.untilTerminal())).isEqualTo(LIFE);
        }
    }

    @Test
    void anotherTenantsGenerationIsNotThere() throws Exception {
        // Given
        var samples = new Samples(Samples.fresh().id(), "acme");
        backdrop.publish(samples.life(run));
        try (TestSocket stranger = gateway.socket();
                TestSocket owner = gateway.socket("Authorization", "Bearer acme")) {
            // When
            stranger.subscribe(samples.id());
            owner.subscribe(samples.id());
            // Then
            assertThat(stranger.next().path("code").asText()).isEqualTo("not_found");
            assertThat(TestSocket.types(owner.untilTerminal())).isEqualTo(LIFE);
        }
    }

    @Test
    void whatTheLogForgotIsToldFromTheView() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<EventId> ids = backdrop.publish(samples.life(run));
        backdrop.forgetUpTo(ids.get(5));
        try (TestGateway fresh = backdrop.gateway();
                TestSocket socket = fresh.socket()) {
            // When
            socket.subscribe(samples.id(), ids.get(1));
            List<JsonNode> seen = socket.untilTerminal();
            // Then
            assertThat(TestSocket.types(seen)).containsExactly("resync", "completed");
            assertThat(TestSocket.events(seen)).containsOnly(ids.getLast().toString());
            JsonNode generation = seen.getFirst().path("generation");
            assertThat(generation.path("status").asText()).isEqualTo("completed");
            assertThat(seen.getLast().path("artifacts")).hasSize(1);
        }
    }

    @Test
    void aClientThatHangsMissesPreviewsAlone() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        backdrop.publish(List.of(samples.accepted(), samples.queued(), samples.started(run, 1)));
        try (TestSocket hanging = gateway.socket();
                TestSocket reading = gateway.socket()) {
            for (TestSocket socket : List.of(hanging, reading)) {
                socket.subscribe(samples.id());
                awaitType(socket, "started");
            }
            hanging.hang();
            // When
            for (int step = 1; step <= 120; step++) {
                backdrop.publish(samples.preview(run, step, 500_000));
                backdrop.publish(samples.progress(run, step));
            }
            backdrop.publish(samples.completed(run));
            List<JsonNode> all = reading.untilTerminal();
            hanging.resume();
            List<JsonNode> some = hanging.untilTerminal();
            // Then
            assertThat(count(some, "preview")).isLessThan(110);
            assertThat(some.getLast()).isEqualTo(all.getLast());
            assertThat(gateway.get("/metrics").body())
                    .containsPattern("sfumato_gateway_previews_dropped_total [1-9]");
        }
    }

    private static long count(List<JsonNode> messages, String type) {
        return messages.stream().filter(each -> each.path("type").asText().equals(type)).count();
    }

    private static void awaitType(TestSocket socket, String type) throws InterruptedException {
        while (!socket.next().path("type").asText().equals(type)) {
            // What comes before.
        }
    }

    /** Reads up to the next progress; the last preview before it, null if there was none. */
    private static @Nullable JsonNode preview(TestSocket socket) throws InterruptedException {
        JsonNode preview = null;
        for (JsonNode next = socket.next(); ; next = socket.next()) {
            if (next.path("type").asText().equals("progress")) {
                return preview;
            }
            preview = next;
        }
    }

    private static List<String> codes(TestSocket socket, int count) throws InterruptedException {
        var codes = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            JsonNode message = socket.next();
            assertThat(message.path("type").asText()).isEqualTo("error");
            codes.add(message.path("code").asText());
        }
        return codes;
    }

    private static List<String> texts(List<EventId> ids) {
        return ids.stream().map(EventId::toString).toList();
    }
}
