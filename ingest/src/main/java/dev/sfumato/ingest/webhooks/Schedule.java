package dev.sfumato.ingest.webhooks;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * When a delivery is tried.
 *
 * @param attempts before it is given up, at least 1
 * @param first wait after the first attempt; each later one is four times as long, at most 6 h
 */
public record Schedule(int attempts, Duration first) {
    private static final long LONGEST = Duration.ofHours(6).toMillis();
    private static final int GROWTH = 4;

    /** Whether nothing is tried after this attempt, the first being 1. */
    boolean isLast(int attempt) {
        return attempt >= attempts;
    }

    /**
     * The wait after an attempt.
     *
     * @param id spreads what failed at once over a quarter of the wait
     * @param asked the least wait, as far as 6 h; null when the receiver asked for none
     */
    Duration after(int attempt, String id, @Nullable Duration asked) {
        long least = asked == null ? 0 : Math.min(asked.toMillis(), LONGEST);
        return Duration.ofMillis(Math.max(least, after(attempt, id)));
    }

    private long after(int attempt, String id) {
        long wait = first.toMillis();
        for (int i = 1; i < attempt && wait < LONGEST; i++) {
            wait *= GROWTH;
        }
        long longest = Math.min(wait, LONGEST);
        long spread = Math.floorMod(id.hashCode(), 1_000) * longest / 4_000;
        return longest - spread;
    }
}
