package dev.sfumato.schemas.events;

import dev.sfumato.schemas.events.Generation.Ending;
import dev.sfumato.schemas.events.Generation.Origin;
import dev.sfumato.schemas.events.Generation.Place;
import dev.sfumato.schemas.events.Generation.Runs;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Cancelled;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Expired;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Rejected;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The one fold of a generation's events, in log order, that every reader uses. Terminal states
 * absorb; {@code completed} counts from any run, other events of a worker only from the current
 * run, which is that of the last {@code started}; what admission and dispatch say counts always. An
 * event that says nothing new (a repeat of at-least-once delivery, wherever it turns up) doesn't
 * count.
 */
public final class Lifecycle {
    private Lifecycle() {}

    /**
     * What became of the state.
     *
     * @param generation after the event; null while no event has counted
     * @param counted whether the event changed it, and so may be shown
     */
    public record Step(@Nullable Generation generation, boolean counted) {}

    /**
     * Applies one event.
     *
     * @param state of the same generation so far; null before its first event
     */
    public static Step apply(@Nullable Generation state, GenerationEvent event) {
        if (state != null && state.status().isTerminal()) {
            return new Step(state, false);
        }
        Generation next = next(state == null ? unknown(event.subject()) : state, event);
        return next == null ? new Step(state, false) : new Step(next, true);
    }

    /** Whether a preview may be shown: nothing ended, and the current run made it. */
    public static boolean counts(@Nullable Generation state, Preview preview) {
        return state != null && !state.status().isTerminal() && preview.runId().equals(state.run());
    }

    /** The state after an event; null when it says nothing new. */
    private static @Nullable Generation next(Generation state, GenerationEvent event) {
        return switch (event) {
            case Accepted accepted -> accepted(state, accepted);
            case Queued queued -> queued(state, queued);
            case Started started -> started(state, started);
            case Progress progress -> progress(state, progress);
            case Yielded yielded -> yielded(state, yielded);
            case Completed completed -> completed(state, completed);
            case Failed failed -> failed(state, failed);
            case Cancelled cancelled -> ended(state, Status.CANCELLED, cancelled.at(), null);
            case Expired expired -> ended(state, Status.EXPIRED, expired.at(), null);
            case Rejected rejected -> rejected(state, rejected);
        };
    }

    // Admission and dispatch write to different partitions: queued may overtake accepted.
    private static @Nullable Generation accepted(Generation state, Accepted event) {
        if (state.origin().request() != null) {
            return null;
        }
        Origin origin = new Origin(event.request(), event.clientKey(), event.at());
        return new Generation(
                event.subject(), state.status(), origin, state.place(), state.runs(), null);
    }

    private static @Nullable Generation queued(Generation state, Queued event) {
        if (event.subject().pool().isEmpty()) {
            return parked(state, event);
        }
        if (state.status() != Status.ACCEPTED && !isParked(state)) {
            return null;
        }
        Place place = new Place(event.position(), event.expectedStart());
        return new Generation(
                event.subject(), Status.QUEUED, state.origin(), place, state.runs(), null);
    }

    /** Admission holds it: it is in no pool, and nothing is resolved, until its model's card is. */
    private static @Nullable Generation parked(Generation state, Queued event) {
        if (state.status() != Status.ACCEPTED || state.acceptedAt() != null) {
            return null;
        }
        Origin origin = new Origin(null, null, event.at());
        return new Generation(event.subject(), Status.QUEUED, origin, null, state.runs(), null);
    }

    /** A yielded run leaves no place either, but a run. */
    private static boolean isParked(Generation state) {
        return state.status() == Status.QUEUED
                && state.place() == null
                && state.runs().equals(Runs.NONE);
    }

    private static @Nullable Generation started(Generation state, Started event) {
        Runs runs = state.runs();
        if (event.runId().equals(runs.current()) || runs.past().contains(event.runId())) {
            return null;
        }
        Runs next =
                new Runs(
                        event.runId(),
                        past(runs),
                        event.attempt(),
                        event.step(),
                        runs.steps(),
                        event.at(),
                        null);
        return running(event.subject(), state, next);
    }

    private static @Nullable Generation progress(Generation state, Progress event) {
        Runs runs = state.runs();
        if (!event.runId().equals(runs.current()) || event.step() <= runs.step()) {
            return null;
        }
        Runs next =
                new Runs(
                        runs.current(),
                        runs.past(),
                        runs.attempt(),
                        event.step(),
                        event.steps(),
                        runs.startedAt(),
                        event.expectedEnd());
        return running(state.subject(), state, next);
    }

    private static Generation running(Subject subject, Generation state, Runs runs) {
        return new Generation(subject, Status.RUNNING, state.origin(), null, runs, null);
    }

    private static @Nullable Generation yielded(Generation state, Yielded event) {
        Runs runs = state.runs();
        if (!event.runId().equals(runs.current())) {
            return null;
        }
        Runs next =
                new Runs(null, past(runs), runs.attempt(), 0, runs.steps(), runs.startedAt(), null);
        return new Generation(state.subject(), Status.QUEUED, state.origin(), null, next, null);
    }

    private static Generation completed(Generation state, Completed event) {
        Runs runs = state.runs();
        Runs next =
                new Runs(
                        event.runId(),
                        runs.past(),
                        event.attempt(),
                        runs.steps(),
                        runs.steps(),
                        runs.startedAt(),
                        null);
        Ending ending = new Ending(event.at(), event.artifacts(), event.timings(), null);
        return new Generation(
                state.subject(), Status.COMPLETED, state.origin(), null, next, ending);
    }

    private static @Nullable Generation failed(Generation state, Failed event) {
        UUID run = event.runId();
        if (run != null && !run.equals(state.run())) {
            return null;
        }
        return ended(state, Status.FAILED, event.at(), event.error());
    }

    private static Generation rejected(Generation state, Rejected event) {
        Origin origin = state.origin();
        if (origin.clientKey() == null) {
            origin = new Origin(origin.request(), event.clientKey(), origin.acceptedAt());
        }
        Ending ending = new Ending(event.at(), List.of(), null, event.error());
        return new Generation(state.subject(), Status.REJECTED, origin, null, state.runs(), ending);
    }

    private static Generation ended(
            Generation state, Status status, Instant at, @Nullable GenerationError error) {
        Ending ending = new Ending(at, List.of(), null, error);
        return new Generation(state.subject(), status, state.origin(), null, state.runs(), ending);
    }

    /** Past runs once the current one is over: the last few, so that the state stays small. */
    private static List<UUID> past(Runs runs) {
        UUID current = runs.current();
        if (current == null) {
            return runs.past();
        }
        List<UUID> all = Stream.concat(runs.past().stream(), Stream.of(current)).toList();
        return all.subList(Math.max(0, all.size() - Runs.REMEMBERED), all.size());
    }

    /** A state to begin with, also where the log's beginning has expired. */
    private static Generation unknown(Subject subject) {
        return new Generation(subject, Status.ACCEPTED, Origin.UNKNOWN, null, Runs.NONE, null);
    }
}
