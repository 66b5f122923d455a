package dev.sfumato.worker.pulling;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A job in hand. Any thread. */
public interface Held {
    /**
     * Waits for its end.
     *
     * @return null when {@code limit} has passed before
     */
    @Nullable Verdict await(Duration limit) throws InterruptedException;

    /** Another worker may have the job: the run stops without an outcome. */
    void lose();
}
