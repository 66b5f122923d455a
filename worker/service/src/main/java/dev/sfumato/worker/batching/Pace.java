package dev.sfumato.worker.batching;

import java.time.Duration;

/**
 * How often a run shows and saves itself.
 *
 * @param preview least time between previews; a run shows {@link #SHOWN} in any case
 * @param checkpoint time between checkpoints
 */
public record Pace(Duration preview, Duration checkpoint) {
    /** Previews of a run that is faster than the rate, evenly over its steps. */
    public static final int SHOWN = 4;

    boolean isPreviewDue(int lastStep, int step, int steps, long sinceLast) {
        return sinceLast >= preview.toNanos() || isPartDone(lastStep, step, steps);
    }

    /** Whether a run has come so much further that it shows itself however busy the device is. */
    boolean isPartDone(int lastStep, int step, int steps) {
        return part(step, steps) > part(lastStep, steps);
    }

    boolean isCheckpointDue(int step, int steps, long sinceLast) {
        return step < steps && sinceLast >= checkpoint.toNanos();
    }

    private static int part(int step, int steps) {
        return step * SHOWN / Math.max(1, steps);
    }
}
