package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * For how long no live worker has named a released job, counting only time in which the pool had a
 * free slot. Starts anew after a restart, which only delays a second release. One owner thread.
 */
final class Unseen {

    private static final Duration LONGEST_TICK = Duration.ofSeconds(2);
    private final Map<GenerationId, Duration> unseen = new HashMap<>();
    private @Nullable Instant last;

    /** Length of the tick that ends now, bounded so that a jumping clock loses no job. */
    Duration tick(Instant now) {
        Duration length = last == null ? Duration.ZERO : Duration.between(last, now);
        last = now;
        if (length.isNegative()) {
            return Duration.ZERO;
        }
        return length.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : length;
    }

    /** Adds a tick in which nobody named the job; returns the sum. */
    Duration add(GenerationId id, Duration tick) {
        return unseen.merge(id, tick, Duration::plus);
    }

    void forget(GenerationId id) {
        unseen.remove(id);
    }

    /** Forgets every job but these. */
    void retain(Set<GenerationId> ids) {
        unseen.keySet().retainAll(ids);
    }
}
