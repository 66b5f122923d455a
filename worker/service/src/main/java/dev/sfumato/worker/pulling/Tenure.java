package dev.sfumato.worker.pulling;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Until when a job is certainly this worker's, by a clock that goes on while the process stands
 * still. The slot's thread prolongs it with every renewed lock; whoever wants to speak of the job
 * asks first.
 *
 * <p>A lock that may have expired is lost for good: where another worker has done the job
 * meanwhile, Kafka takes a renewal of the record it has forgotten without complaint.
 */
public final class Tenure {
    private final LongSupplier clock;
    private long end;
    private boolean lost;

    /**
     * A job that was handed out.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}
     * @param since before the broker locked it
     * @param lock how long it did
     */
    public Tenure(LongSupplier clock, long since, Duration lock) {
        this.clock = clock;
        this.end = since + lock.toNanos();
    }

    /** Whether nobody else can have the job now. Once false, always so. */
    public synchronized boolean isHeld() {
        lost |= end - clock.getAsLong() <= 0;
        return !lost;
    }

    /**
     * The broker has said that it has locked the job anew; the answer counts if it is here before
     * the lock can have expired.
     *
     * @param since before it was asked
     * @return whether the job is still held
     */
    synchronized boolean prolong(long since, Duration lock) {
        if (isHeld()) {
            end = since + lock.toNanos();
        }
        return !lost;
    }

    /** It can't be renewed any more. */
    synchronized void lose() {
        lost = true;
    }
}
