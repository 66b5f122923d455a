package dev.sfumato.schemas.events;

import java.time.Instant;

/**
 * Everything that dispatch must know about a pool, in one order; the value of {@code
 * sfumato.dispatch}.
 */
public sealed interface DispatchMessage {
    /** Name of the pool, which is the record's key. */
    String pool();

    /** Admission passes a job on. */
    record Admitted(Job job) implements DispatchMessage {
        @Override
        public String pool() {
            return job.subject().pool();
        }
    }

    /** The owner cancels. */
    record Withdrawn(Subject subject, Instant at) implements DispatchMessage {
        @Override
        public String pool() {
            return subject.pool();
        }
    }

    /** A worker lives. */
    record Alive(Heartbeat heartbeat) implements DispatchMessage {
        @Override
        public String pool() {
            return heartbeat.pool();
        }
    }

    /** A run started, yielded or ended. */
    record Observed(GenerationEvent event) implements DispatchMessage {
        @Override
        public String pool() {
            return event.subject().pool();
        }
    }

    /** An operator pauses or resumes releasing. */
    record Switched(String pool, boolean paused, Instant at) implements DispatchMessage {}
}
