package dev.sfumato.platform.artifacts;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Removes artifacts that were not put for a long time, now and then, on a thread of its own.
 * Several instances may do the same work.
 */
public final class Retention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("artifact-retention").factory());
    private final ArtifactStore store;
    private final Duration kept;
    private final Clock clock;

    private Retention(ArtifactStore store, Duration kept, Clock clock) {
        this.store = store;
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * Starts; returns at once.
     *
     * @param kept since the last put
     * @param period between two sweeps, and before the first
     */
    public static Retention start(
            ArtifactStore store, Duration kept, Duration period, Clock clock) {
        var retention = new Retention(store, kept, clock);
        retention.sweeper.scheduleWithFixedDelay(
                retention::sweep, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return retention;
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }

    private void sweep() {
        try {
            int removed = store.sweep(clock.instant().minus(kept));
            if (removed > 0) {
                log.atInfo().addKeyValue("removed", removed).log("old artifacts were removed");
            }
        } catch (RuntimeException e) {
            // Whatever it was, the next sweep must come.
            log.atWarn().setCause(e).log("old artifacts could not be removed now");
        }
    }
}
