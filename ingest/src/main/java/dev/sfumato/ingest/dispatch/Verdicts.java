package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.dispatch.Entry.Ended;
import dev.sfumato.ingest.dispatch.Entry.Released;
import dev.sfumato.ingest.dispatch.Entry.Waiting;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;

import java.time.Duration;
import java.time.Instant;

/** The ends that dispatch itself decides. Each is said until it is heard. One owner thread. */
final class Verdicts {

    private static final Duration LONGEST_MEMORY = Duration.ofHours(24);

    private final Book book;
    private final Rules rules;
    private final Decisions decisions;

    Verdicts(Book book, Rules rules, Decisions decisions) {
        this.book = book;
        this.rules = rules;
        this.decisions = decisions;
    }

    /** The owner takes a job back; one that isn't here yet is refused when it comes. */
    void cancel(Subject subject, Instant now) {
        switch (book.get(subject.id())) {
            case null -> book.end(subject, now, null, false);
            case Waiting waiting -> cancelled(waiting.subject(), now);
            case Released released -> cancelled(released.subject(), now);
            case Ended ended -> sayAgain(ended);
        }
    }

    /** A job arrives that is over: cancelled before it came, or repeated. */
    void admittedAfterEnd(Ended ended, Instant now) {
        if (ended.verdict() == null && !ended.heard()) {
            cancelled(ended.subject(), now);
        } else {
            sayAgain(ended);
        }
    }

    void reject(Job job, GenerationError error, Instant now) {
        end(new GenerationEvent.Rejected(job.subject(), now, null, error), now);
    }

    void fail(Job job, GenerationError error, Instant now) {
        end(new GenerationEvent.Failed(job.subject(), now, null, error), now);
    }

    /** Ends a job whose deadline has passed. */
    void expire(Job job, Instant now) {
        if (!now.isBefore(job.request().deadline())) {
            end(new GenerationEvent.Expired(job.subject(), now), now);
        }
    }

    /** Repeats what dispatch decided; a crash may have swallowed it. */
    void sayAgain(Ended ended) {
        GenerationEvent verdict = ended.verdict();
        if (verdict != null) {
            decisions.publish(verdict);
            decisions.stop(ended.subject().id(), ended.at());
        }
    }

    /** Drops the memory of a job that nobody should speak of any more. */
    void forget(Ended ended, Instant now) {
        boolean settled = ended.heard() || ended.verdict() == null;
        Duration memory = settled ? rules.memory() : LONGEST_MEMORY;
        if (!now.isBefore(ended.at().plus(memory))) {
            book.forget(ended);
        }
    }

    private void cancelled(Subject subject, Instant now) {
        end(new GenerationEvent.Cancelled(subject, now), now);
    }

    private void end(GenerationEvent verdict, Instant now) {
        Subject subject = verdict.subject();
        boolean released = book.get(subject.id()) instanceof Released;
        book.end(subject, now, verdict, false);
        decisions.publish(verdict);
        if (released) {
            decisions.stop(subject.id(), now);
        }
    }
}
