package dev.sfumato.schemas.events;

import dev.sfumato.schemas.requests.ResolvedRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is known about a generation: the fold of its events. Events that were missed (their topic
 * keeps them for days) leave nulls.
 *
 * @param place in the queue, while it waits there
 * @param ending of a terminal status
 */
public record Generation(
        Subject subject,
        Status status,
        Origin origin,
        @Nullable Place place,
        Runs runs,
        @Nullable Ending ending) {

    /**
     * How it began.
     *
     * @param clientKey the client's own key; null when it brought the id
     */
    public record Origin(
            @Nullable ResolvedRequest request,
            @Nullable String clientKey,
            @Nullable Instant acceptedAt) {
        static final Origin UNKNOWN = new Origin(null, null, null);
    }

    /**
     * Where it waits.
     *
     * @param position jobs that were before it when it was queued
     */
    public record Place(int position, @Nullable Instant expectedStart) {}

    /**
     * Its runs.
     *
     * @param current the run whose events count; null when none is
     * @param past runs that began earlier, oldest first, at most {@value #REMEMBERED}
     * @param attempt label of the current or last attempt, 0 before the first
     * @param step steps done by the current run
     * @param steps steps of the current run, 0 before the first progress
     * @param startedAt when the current or last run began
     */
    public record Runs(
            @Nullable UUID current,
            List<UUID> past,
            int attempt,
            int step,
            int steps,
            @Nullable Instant startedAt,
            @Nullable Instant expectedEnd) {
        static final int REMEMBERED = 32;
        static final Runs NONE = new Runs(null, List.of(), 0, 0, 0, null, null);

        public Runs {
            past = List.copyOf(past);
        }
    }

    /** How it ended; results exist when it completed, an error when it failed or was rejected. */
    public record Ending(
            Instant at,
            List<Artifact> artifacts,
            @Nullable Timings timings,
            @Nullable GenerationError error) {
        public Ending {
            artifacts = List.copyOf(artifacts);
        }
    }

    /** Results; empty before it completed. */
    public List<Artifact> artifacts() {
        return ending == null ? List.of() : ending.artifacts();
    }

    /** Why it has no results; null unless it failed or was rejected. */
    public @Nullable GenerationError error() {
        return ending == null ? null : ending.error();
    }

    public @Nullable Instant finishedAt() {
        return ending == null ? null : ending.at();
    }

    public @Nullable ResolvedRequest request() {
        return origin.request();
    }

    public @Nullable String clientKey() {
        return origin.clientKey();
    }

    public @Nullable Instant acceptedAt() {
        return origin.acceptedAt();
    }

    /** The current run; null when none is. */
    public @Nullable UUID run() {
        return runs.current();
    }

    public int attempt() {
        return runs.attempt();
    }
}
