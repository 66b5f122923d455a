package dev.sfumato.schemas.events;

import dev.sfumato.schemas.requests.ResolvedRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Something that happened to a generation; the value of {@code sfumato.events}. A generation's
 * events are totally ordered by their partition.
 */
public sealed interface GenerationEvent {
    Subject subject();

    /** When the writer says it happened. */
    Instant at();

    /** Admission took the command in and decided everything it left open. */
    record Accepted(
            Subject subject, Instant at, ResolvedRequest request, @Nullable String clientKey)
            implements GenerationEvent {}

    /**
     * Dispatch holds the job; or, while the subject names no pool, admission holds the request
     * until a first worker announces its model, and {@code at} is when it was made.
     *
     * @param position jobs that will be released before it, at this moment
     * @param expectedStart an estimate; null while nothing is known about the pool's speed
     */
    record Queued(Subject subject, Instant at, int position, @Nullable Instant expectedStart)
            implements GenerationEvent {}

    /**
     * A worker began a run. The last {@code Started} in log order names the current run.
     *
     * @param attempt a label for people, from 1
     * @param step where the run begins: 0, or a checkpoint's step
     */
    record Started(Subject subject, Instant at, UUID runId, String worker, int attempt, int step)
            implements GenerationEvent {}

    /**
     * A denoising step is done.
     *
     * @param step steps done, 1 to {@code steps}
     * @param expectedEnd an estimate; null before the first step was timed
     */
    record Progress(
            Subject subject,
            Instant at,
            UUID runId,
            int attempt,
            int step,
            int steps,
            @Nullable Instant expectedEnd)
            implements GenerationEvent {}

    /** A run ended without an outcome: it was drained or lost its lock. Not shown to clients. */
    record Yielded(Subject subject, Instant at, UUID runId, String reason)
            implements GenerationEvent {}

    /** The results are stored. Counts from any run, because runs are deterministic. */
    record Completed(
            Subject subject,
            Instant at,
            UUID runId,
            int attempt,
            List<Artifact> artifacts,
            Timings timings)
            implements GenerationEvent {
        public Completed {
            artifacts = List.copyOf(artifacts);
        }
    }

    /**
     * It can't be done.
     *
     * @param runId the run that failed; null when dispatch says it
     */
    record Failed(Subject subject, Instant at, @Nullable UUID runId, GenerationError error)
            implements GenerationEvent {}

    /** Its owner took it back. */
    record Cancelled(Subject subject, Instant at) implements GenerationEvent {}

    /** It wasn't finished by its deadline. */
    record Expired(Subject subject, Instant at) implements GenerationEvent {}

    /** It was refused, before any work. */
    record Rejected(Subject subject, Instant at, @Nullable String clientKey, GenerationError error)
            implements GenerationEvent {}
}
