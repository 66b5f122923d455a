package dev.sfumato.schemas.events;

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

/**
 * The one fold of a generation's events, in log order, that every reader uses. Terminal states
 * absorb; {@code completed} counts from any run, other events of a worker only from the current
 * run, which is that of the last {@code started}; what admission and dispatch say counts always. An
 * event that says nothing new (a repeat of at-least-once delivery) doesn't count.
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
        Generation next = next(state, event);
        return next == null ? new Step(state, false) : new Step(next, true);
    }

    private static @Nullable Generation next(@Nullable Generation state, GenerationEvent event) {
        return switch (event) {
            case Accepted accepted -> state == null ? accepted(accepted) : null;
            case Queued queued -> queued(state, queued);
            case Started started -> started(state, started);
            case Progress progress -> progress(state, progress);
            case Yielded yielded -> yielded(state, yielded);
            case Completed completed -> completed(state, completed);
            case Failed failed -> failed(state, failed);
            case Cancelled cancelled ->
                    ended(known(state, cancelled), Status.CANCELLED, null, cancelled.at());
            case Expired expired ->
                    ended(known(state, expired), Status.EXPIRED, null, expired.at());
            case Rejected rejected -> rejected(state, rejected);
        };
    }

    private static Generation accepted(Accepted event) {
        return new Generation(
                event.subject(),
                Status.ACCEPTED,
                event.request(),
                event.clientKey(),
                null,
                null,
                null,
                0,
                0,
                0,
                null,
                List.of(),
                null,
                null,
                event.at(),
                null,
                null);
    }

    private static @Nullable Generation queued(@Nullable Generation state, Queued event) {
        Generation known = known(state, event);
        if (known.status() != Status.ACCEPTED || known.position() != null) {
            return null;
        }
        return new Generation(
                known.subject(),
                Status.QUEUED,
                known.request(),
                known.clientKey(),
                event.position(),
                event.expectedStart(),
                null,
                known.attempt(),
                0,
                0,
                null,
                known.artifacts(),
                null,
                null,
                known.acceptedAt(),
                known.startedAt(),
                null);
    }

    private static @Nullable Generation started(@Nullable Generation state, Started event) {
        Generation known = known(state, event);
        if (event.runId().equals(known.run())) {
            return null;
        }
        return running(known, event.runId(), event.attempt(), event.step(), known.steps(), null)
                .at(event.at());
    }

    private static @Nullable Generation progress(@Nullable Generation state, Progress event) {
        if (state == null || !event.runId().equals(state.run()) || event.step() <= state.step()) {
            return null;
        }
        return running(
                        state,
                        event.runId(),
                        event.attempt(),
                        event.step(),
                        event.steps(),
                        event.expectedEnd())
                .at(state.startedAt());
    }

    private static @Nullable Generation yielded(@Nullable Generation state, Yielded event) {
        if (state == null || !event.runId().equals(state.run())) {
            return null;
        }
        return new Generation(
                state.subject(),
                Status.QUEUED,
                state.request(),
                state.clientKey(),
                null,
                null,
                null,
                state.attempt(),
                0,
                state.steps(),
                null,
                state.artifacts(),
                null,
                null,
                state.acceptedAt(),
                state.startedAt(),
                null);
    }

    private static Generation completed(@Nullable Generation state, Completed event) {
        Generation known = known(state, event);
        return new Generation(
                known.subject(),
                Status.COMPLETED,
                known.request(),
                known.clientKey(),
                null,
                null,
                event.runId(),
                event.attempt(),
                known.steps(),
                known.steps(),
                null,
                event.artifacts(),
                event.timings(),
                null,
                known.acceptedAt(),
                known.startedAt(),
                event.at());
    }

    private static @Nullable Generation failed(@Nullable Generation state, Failed event) {
        UUID run = event.runId();
        if (run != null && (state == null || !run.equals(state.run()))) {
            return null;
        }
        return ended(known(state, event), Status.FAILED, event.error(), event.at());
    }

    private static Generation rejected(@Nullable Generation state, Rejected event) {
        Generation ended = ended(known(state, event), Status.REJECTED, event.error(), event.at());
        return new Generation(
                ended.subject(),
                ended.status(),
                ended.request(),
                event.clientKey() == null ? ended.clientKey() : event.clientKey(),
                null,
                null,
                null,
                ended.attempt(),
                ended.step(),
                ended.steps(),
                null,
                ended.artifacts(),
                null,
                ended.error(),
                ended.acceptedAt(),
                ended.startedAt(),
                ended.finishedAt());
    }

    private static Generation ended(
            Generation state, Status status, @Nullable GenerationError error, Instant at) {
        return new Generation(
                state.subject(),
                status,
                state.request(),
                state.clientKey(),
                null,
                null,
                state.run(),
                state.attempt(),
                state.step(),
                state.steps(),
                null,
                state.artifacts(),
                null,
                error,
                state.acceptedAt(),
                state.startedAt(),
                at);
    }

    private record Running(
            Generation from, UUID run, int attempt, int step, int steps, @Nullable Instant end) {
        Generation at(@Nullable Instant startedAt) {
            return new Generation(
                    from.subject(),
                    Status.RUNNING,
                    from.request(),
                    from.clientKey(),
                    null,
                    null,
                    run,
                    attempt,
                    step,
                    steps,
                    end,
                    from.artifacts(),
                    null,
                    null,
                    from.acceptedAt(),
                    startedAt,
                    null);
        }
    }

    private static Running running(
            Generation from, UUID run, int attempt, int step, int steps, @Nullable Instant end) {
        return new Running(from, run, attempt, step, steps, end);
    }

    /** A state to continue from, also where the log's beginning has expired. */
    private static Generation known(@Nullable Generation state, GenerationEvent event) {
        if (state != null) {
            return state;
        }
        return new Generation(
                event.subject(),
                Status.ACCEPTED,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                0,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null);
    }
}
