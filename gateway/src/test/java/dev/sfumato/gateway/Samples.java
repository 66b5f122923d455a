package dev.sfumato.gateway;

import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Cancelled;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.events.Timings;
import dev.sfumato.schemas.requests.Output;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.Quality;
import dev.sfumato.schemas.requests.ResolvedRequest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events of one generation, as the other services would write them. */
public record Samples(GenerationId id, String tenant) {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final long SEED = 6_148_914_691_236_517_205L;
    public static final int STEPS = 4;

    /** A generation that nobody else knows. */
    public static Samples fresh() {
        return new Samples(new GenerationId(UUID.randomUUID()), "default");
    }

    /** From the first event to the last, with one run. */
    public List<GenerationEvent> life(UUID run) {
        var events = new ArrayList<GenerationEvent>(List.of(accepted(), queued(), started(run, 1)));
        for (int step = 1; step <= STEPS; step++) {
            events.add(progress(run, step));
        }
        events.add(completed(run));
        return events;
    }

    public Subject subject() {
        return new Subject(id, tenant, "cpu");
    }

    public Accepted accepted() {
        return new Accepted(subject(), NOON, request(), null);
    }

    public Queued queued() {
        return new Queued(subject(), NOON, 2, NOON.plusSeconds(3));
    }

    public Started started(UUID run, int attempt) {
        return new Started(subject(), NOON, run, "worker-1", attempt, 0);
    }

    public Progress progress(UUID run, int step) {
        return new Progress(subject(), NOON, run, 1, step, STEPS, NOON.plusSeconds(STEPS - step));
    }

    public Yielded yielded(UUID run) {
        return new Yielded(subject(), NOON, run, "drained");
    }

    public Completed completed(UUID run) {
        var artifact =
                new Artifact("ab".repeat(32), "image/png", 9, "ab".repeat(32), SEED, Map.of());
        return new Completed(
                subject(), NOON, run, 1, List.of(artifact), new Timings(1, 2, 3, 4, 10));
    }

    public Cancelled cancelled() {
        return new Cancelled(subject(), NOON);
    }

    public Failed failed(UUID run) {
        return new Failed(subject(), NOON, run, new GenerationError("broken", "it broke", true));
    }

    public Preview preview(UUID run, int step, int bytes) {
        return new Preview(subject(), NOON, run, step, 0, "image/png", new byte[bytes]);
    }

    private static ResolvedRequest request() {
        return new ResolvedRequest(
                "text-to-image",
                "landscape",
                "a red house",
                "",
                STEPS,
                5.0,
                "dpmpp-2m",
                SEED,
                "torch-cpu",
                1,
                Priority.INTERACTIVE,
                NOON.plusSeconds(86_400),
                true,
                Quality.EXACT,
                List.of(),
                new Output("png", 90),
                null,
                Map.of(),
                Map.of(),
                Map.of("width", 128, "height", 128),
                1.0);
    }
}
