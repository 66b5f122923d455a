package dev.sfumato.schemas.events;

import dev.sfumato.schemas.requests.ResolvedRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is known about a generation: the fold of its events.
 *
 * @param run the current run; null when none is
 * @param attempt label of the current or last attempt, 0 before the first
 * @param step steps done by the current run
 * @param steps steps of the current run, 0 before the first progress
 */
public record Generation(
        Subject subject,
        Status status,
        @Nullable ResolvedRequest request,
        @Nullable String clientKey,
        @Nullable Integer position,
        @Nullable Instant expectedStart,
        @Nullable UUID run,
        int attempt,
        int step,
        int steps,
        @Nullable Instant expectedEnd,
        List<Artifact> artifacts,
        @Nullable Timings timings,
        @Nullable GenerationError error,
        @Nullable Instant acceptedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {
    public Generation {
        artifacts = List.copyOf(artifacts);
    }
}
