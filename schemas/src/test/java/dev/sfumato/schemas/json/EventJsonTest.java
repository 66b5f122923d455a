package dev.sfumato.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.schemas.Samples;
import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Rejected;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.events.Status;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.events.Timings;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

final class EventJsonTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "01993f2e-7c1a-7b2c-8d3e-4f5061728394";
    private static final Subject SUBJECT = new Subject(GenerationId.parse(ID), "default", "cpu");
    private static final Instant AT = Instant.parse("2026-11-23T18:00:00.250Z");
    private static final UUID RUN = new UUID(0, 1);
    private static final Artifact ARTIFACT =
            new Artifact("ab", "image/png", 12, "ab", 42, Map.of("width", 128));
    private static final Timings TIMINGS = new Timings(1, 2, 3, 4, 10);

    private static final String ARTIFACT_JSON =
            """
            {"id": "ab", "media_type": "image/png", "bytes": 12, "sha256": "ab", "seed": 42,
             "url": "/v1/artifacts/ab", "attributes": {"width": 128}}\
            """;
    private static final String TIMINGS_JSON =
            """
            {"queued_ms": 1, "encode_ms": 2, "denoise_ms": 3, "decode_ms": 4, "total_ms": 10}\
            """;

    @Test
    void writesProgress() {
        assertThat(read(EventJson.write(new Progress(SUBJECT, AT, RUN, 1, 12, 20, AT), "7-10425")))
                .isEqualTo(
                        json(
                                """
                                {"type": "progress", "id": "ID", "event": "7-10425",
                                 "at": "2026-11-23T18:00:00.250Z", "attempt": 1, "step": 12,
                                 "steps": 20, "expected_end": "2026-11-23T18:00:00.250Z"}
                                """));
    }

    @Test
    void writesCompleted() {
        var completed = new Completed(SUBJECT, AT, RUN, 2, List.of(ARTIFACT), TIMINGS);
        assertThat(read(EventJson.write(completed, "7-10433")))
                .isEqualTo(
                        json(
                                """
                                {"type": "completed", "id": "ID", "event": "7-10433",
                                 "at": "2026-11-23T18:00:00.250Z", "attempt": 2,
                                 "artifacts": [ARTIFACT], "timings": TIMINGS}
                                """));
    }

    @Test
    void writesWhatIsNotKnownAsNull() {
        assertThat(EventJson.write(new Queued(SUBJECT, AT, 3, null), "0-1"))
                .isEqualTo(
                        json(
                                """
                                {"type": "queued", "id": "ID", "event": "0-1",
                                 "at": "2026-11-23T18:00:00.250Z", "position": 3,
                                 "expected_start": null}
                                """));
    }

    @Test
    void writesErrors() {
        var error = new GenerationError("overloaded", "no room", true);
        assertThat(EventJson.write(new Rejected(SUBJECT, AT, "k", error), "0-1").get("error"))
                .isEqualTo(
                        json(
                                """
                                {"code": "overloaded", "message": "no room", "retryable": true}
                                """));
    }

    @Test
    void keepsTheWorkersNameToItself() {
        ObjectNode started = EventJson.write(new Started(SUBJECT, AT, RUN, "host-17", 2, 5), "0-1");
        assertThat(started.toString()).doesNotContain("host-17");
        assertThat(started.get("step").intValue()).isEqualTo(5);
    }

    @Test
    void previewsHaveNoPlaceInTheLog() {
        assertThat(
                        EventJson.write(
                                new Preview(
                                        SUBJECT, AT, RUN, 12, 0, "image/webp", new byte[] {0, 1})))
                .hasToString(
                        json("""
                        {"type": "preview", "id": "ID", "event": null,
                         "at": "2026-11-23T18:00:00.250Z", "step": 12, "image": 0,
                         "media_type": "image/webp", "data": "AAE="}
                        """)
                                .toString());
    }

    @Test
    void onlyYieldedIsKeptFromClients() {
        assertThat(EventJson.isPublic(new Yielded(SUBJECT, AT, RUN, "drain"))).isFalse();
        assertThat(EventJson.isPublic(new Queued(SUBJECT, AT, 1, null))).isTrue();
    }

    @Test
    void writesAGeneration() {
        // Given
        var generation =
                new Generation(
                        SUBJECT,
                        Status.COMPLETED,
                        new Generation.Origin(null, "order-17", AT),
                        null,
                        new Generation.Runs(RUN, List.of(), 2, 20, 20, AT, null),
                        new Generation.Ending(AT, List.of(ARTIFACT), TIMINGS, null));
        // When, Then
        assertThat(read(GenerationJson.write(generation)))
                .isEqualTo(
                        json(
                                """
                                {"id": "ID", "status": "completed", "request": null,
                                 "progress": {"step": 20, "steps": 20}, "position": null,
                                 "expected_start": null, "attempt": 2, "artifacts": [ARTIFACT],
                                 "timings": TIMINGS, "error": null,
                                 "accepted_at": "2026-11-23T18:00:00.250Z",
                                 "finished_at": "2026-11-23T18:00:00.250Z"}
                                """));
        ObjectNode resync = EventJson.resync(SUBJECT.id(), "7-9", GenerationJson.write(generation));
        assertThat(resync.path("generation").path("status").asText()).isEqualTo("completed");
    }

    @Property(tries = 1000)
    void everyEventNamesItselfAndEveryGenerationHasTheSameFields(@ForAll long seed) {
        // Given
        var samples = new Samples(new SplittableRandom(seed));
        GenerationEvent event = samples.event();
        // When
        ObjectNode json = EventJson.write(event, "3-4");
        ObjectNode generation = GenerationJson.write(samples.generation());
        // Then
        assertThat(json.get("type").textValue()).isEqualTo(EventJson.type(event));
        assertThat(json.get("id").textValue()).isEqualTo(event.subject().id().toString());
        assertThat(json.get("at").textValue()).endsWith("Z");
        assertThat(generation.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(
                        "id",
                        "status",
                        "request",
                        "progress",
                        "position",
                        "expected_start",
                        "attempt",
                        "artifacts",
                        "timings",
                        "error",
                        "accepted_at",
                        "finished_at");
    }

    /** Parsed again, so that numbers have the types that a parser gives. */
    private static JsonNode read(ObjectNode json) {
        return json(json.toString());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(
                    text.replace("[ARTIFACT]", "[" + ARTIFACT_JSON + "]")
                            .replace("TIMINGS", TIMINGS_JSON)
                            .replace("ID\"", ID + "\""));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
