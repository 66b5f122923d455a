package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** What the queue knows about one generation. */
sealed interface Entry {

    Subject subject();

    /**
     * Not yet given to the workers.
     *
     * @param sequence order of arrival in the pool
     */
    record Waiting(Job job, long sequence) implements Entry {
        @Override
        public Subject subject() {
            return job.subject();
        }
    }

    /**
     * Given to the workers and not ended.
     *
     * @param run the current run: that of the last {@code started}; null before the first
     * @param open runs that started and neither yielded nor ended
     */
    record Released(Job job, long sequence, @Nullable UUID run, Set<UUID> open) implements Entry {
        public Released {
            open = Set.copyOf(open);
        }

        @Override
        public Subject subject() {
            return job.subject();
        }
    }

    /**
     * Over, and remembered for a while because records may be repeated or arrive late.
     *
     * @param verdict what dispatch itself said; null when the end was heard from elsewhere
     * @param heard whether the end has come back through {@code sfumato.events}
     */
    record Ended(Subject subject, Instant at, @Nullable GenerationEvent verdict, boolean heard)
            implements Entry {}
}
