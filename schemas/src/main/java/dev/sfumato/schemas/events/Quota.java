package dev.sfumato.schemas.events;

import java.time.Duration;
import java.time.Instant;

/**
 * How much work a tenant may ask for: a bucket of GMAC that fills by time. A request that costs
 * more than the bucket holds goes when it is full, and leaves a debt.
 *
 * @param perSecond GMAC that flow in, above 0
 * @param burst GMAC that it holds, above 0
 */
public record Quota(double perSecond, double burst) {
    /** As much as anybody wants. */
    public static final Quota NONE = new Quota(Double.MAX_VALUE, Double.MAX_VALUE);

    private static final double LONGEST_WAIT_SECONDS = Duration.ofDays(1).toSeconds();

    public Quota {
        if (!(perSecond > 0) || !(burst > 0)) {
            throw new IllegalArgumentException(
                    "a quota must be above 0, got %s per second, %s at once"
                            .formatted(perSecond, burst));
        }
    }

    /**
     * What is left at a moment.
     *
     * @param level GMAC, below 0 while a debt is paid off
     */
    public record Bucket(double level, Instant at) {}

    /** Whether it holds anything back. */
    public boolean isLimited() {
        return !equals(NONE);
    }

    /** The bucket of somebody who asked for nothing of late. */
    public Bucket full(Instant now) {
        return new Bucket(burst, now);
    }

    /** The bucket as it has filled since; a clock that went back fills nothing. */
    public Bucket refilled(Bucket bucket, Instant now) {
        return new Bucket(level(bucket.level(), Duration.between(bucket.at(), now)), now);
    }

    /** GMAC that are left some time after a level was measured. */
    public double level(double level, Duration passed) {
        double seconds = Math.max(0, passed.toMillis() / 1e3);
        return Math.min(burst, level + seconds * perSecond);
    }

    /** Whether a request may go now. */
    public boolean allows(double level, double cost) {
        return level >= Math.min(cost, burst);
    }

    /** How long until it may, if nothing else comes. */
    public Duration delay(double level, double cost) {
        double seconds = (Math.min(cost, burst) - level) / perSecond;
        return Duration.ofMillis((long) (Math.clamp(seconds, 0, LONGEST_WAIT_SECONDS) * 1e3));
    }
}
