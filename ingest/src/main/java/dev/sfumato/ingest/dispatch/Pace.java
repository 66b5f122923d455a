package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.Timings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How fast a slot of the pool works, in GMAC per millisecond: a moving average of finished jobs.
 */
final class Pace {

    private static final double NEWEST = 0.2;
    private static final double LONGEST_MS = Duration.ofDays(30).toSeconds() * 1e3;
    private double perSlot;

    void finished(double cost, Timings timings) {
        long busyMs = timings.totalMs() - timings.queuedMs();
        if (busyMs <= 0) {
            return;
        }
        double observed = cost / busyMs;
        perSlot = perSlot == 0 ? observed : perSlot + NEWEST * (observed - perSlot);
    }

    /**
     * Time that the pool takes for so much work; null while nothing has finished or nobody works.
     */
    @Nullable Duration of(double cost, int slots) {
        if (perSlot == 0 || slots == 0) {
            return null;
        }
        double millis = cost / (perSlot * slots);
        return Duration.ofMillis((long) Math.min(millis, LONGEST_MS));
    }
}
