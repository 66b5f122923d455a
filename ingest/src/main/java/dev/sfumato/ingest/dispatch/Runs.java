package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.dispatch.Entry.Ended;
import dev.sfumato.ingest.dispatch.Entry.Released;
import dev.sfumato.ingest.dispatch.Entry.Waiting;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** What workers do with released jobs: start, yield, end, crash, or lose them. One owner thread. */
final class Runs {

    private final Book book;
    private final Rules rules;
    private final Workers workers;
    private final Verdicts verdicts;
    private final Pace pace;
    private final Decisions decisions;
    private final Unseen unseen = new Unseen();

    Runs(
            Book book,
            Rules rules,
            Workers workers,
            Verdicts verdicts,
            Pace pace,
            Decisions decisions) {
        this.book = book;
        this.rules = rules;
        this.workers = workers;
        this.verdicts = verdicts;
        this.pace = pace;
        this.decisions = decisions;
    }

    /** Takes in what the log of events says, in its order. */
    void observe(GenerationEvent event, Instant now) {
        switch (event) {
            case GenerationEvent.Started started -> started(started, now);
            case GenerationEvent.Yielded yielded -> yielded(yielded);
            case GenerationEvent.Completed completed -> {
                if (book.get(completed.subject().id()) instanceof Released released) {
                    pace.finished(Book.cost(released.job()), completed.timings());
                }
                ended(completed, now);
            }
            case GenerationEvent.Failed failed -> failed(failed, now);
            case GenerationEvent.Cancelled cancelled -> ended(cancelled, now);
            case GenerationEvent.Expired expired -> ended(expired, now);
            case GenerationEvent.Rejected rejected -> ended(rejected, now);
            case GenerationEvent.Accepted ignored -> {}
            case GenerationEvent.Queued ignored -> {}
            case GenerationEvent.Progress ignored -> {}
        }
    }

    /** Looks for released jobs that no live worker names while the pool has a free slot. */
    void look(Instant now) {
        Duration passed = unseen.tick(now);
        boolean anyFree = workers.anyFree();
        Set<GenerationId> running = workers.running();
        Set<GenerationId> released = new HashSet<>();
        for (Entry entry : book.entries()) {
            if (entry instanceof Released job) {
                GenerationId id = job.subject().id();
                released.add(id);
                if (running.contains(id)) {
                    unseen.forget(id);
                } else if (anyFree && unseen.add(id, passed).compareTo(rules.lostAfter()) >= 0) {
                    unseen.forget(id);
                    releaseAgain(job);
                }
            }
        }
        unseen.retain(released);
    }

    private void releaseAgain(Released released) {
        Job lost = released.job();
        Job job =
                new Job(
                        lost.subject(),
                        lost.request(),
                        lost.acceptedAt(),
                        lost.attemptBase() + Rules.ATTEMPTS_PER_RELEASE,
                        lost.traceparent());
        book.releaseAgain(released, job);
        decisions.release(job);
    }

    private void started(GenerationEvent.Started event, Instant now) {
        Entry entry = book.get(event.subject().id());
        switch (entry) {
            case null -> {}
            case Waiting waiting -> started(waiting, waiting.job(), Set.of(), event.runId(), now);
            case Released released ->
                    started(released, released.job(), released.open(), event.runId(), now);
            case Ended ended -> {
                if (ended.verdict() != null) {
                    decisions.stop(ended.subject().id(), now);
                }
            }
        }
    }

    private void started(Entry entry, Job job, Set<UUID> open, UUID run, Instant now) {
        Set<UUID> runs = new HashSet<>(open);
        runs.add(run);
        book.runs(entry, run, runs);
        if (runs.size() < rules.crashes()) {
            return;
        }
        String message = "%d runs started and neither yielded nor ended".formatted(runs.size());
        decisions.bury(job, "crash_loop", message);
        verdicts.fail(job, new GenerationError("crash_loop", message, false), now);
    }

    private void yielded(GenerationEvent.Yielded event) {
        if (book.get(event.subject().id()) instanceof Released released) {
            Set<UUID> runs = new HashSet<>(released.open());
            runs.remove(event.runId());
            book.runs(released, released.run(), runs);
        }
    }

    private void failed(GenerationEvent.Failed event, Instant now) {
        UUID run = event.runId();
        boolean counts =
                run == null
                        || (book.get(event.subject().id()) instanceof Released released
                                && run.equals(released.run()));
        if (counts) {
            ended(event, now);
        }
    }

    private void ended(GenerationEvent event, Instant now) {
        switch (book.get(event.subject().id())) {
            case null -> {}
            case Waiting waiting -> book.end(waiting.subject(), now, null, true);
            case Released released -> book.end(released.subject(), now, null, true);
            case Ended ended -> book.end(ended.subject(), ended.at(), ended.verdict(), true);
        }
    }
}
