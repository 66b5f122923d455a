package dev.sfumato.worker.publishing;

import dev.sfumato.schemas.events.Timings;
import dev.sfumato.worker.batching.Step;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/** Where a run's time goes. One thread. */
final class Stopwatch {
    private static final double KEPT = 0.7;

    private final Instant accepted;
    private final Instant started;
    private final long began;
    private long denoising;
    private long stepped;
    private long made;
    private double interval;

    /**
     * A run begins.
     *
     * @param began {@link System#nanoTime} at {@code started}
     */
    Stopwatch(Instant accepted, Instant started, long began) {
        this.accepted = accepted;
        this.started = started;
        this.began = began;
        this.denoising = began;
        this.stepped = began;
        this.made = began;
    }

    void stepped(Step step) {
        if (interval == 0) {
            denoising = step.began();
            interval = step.ended() - step.began();
        } else {
            interval = KEPT * interval + (1 - KEPT) * (step.ended() - stepped);
        }
        stepped = step.ended();
        made = stepped;
    }

    /** Time until the last step, at the pace so far; null before the first. */
    @Nullable Duration rest(Step step) {
        return interval == 0
                ? null
                : Duration.ofNanos((long) (interval * (step.steps() - step.step())));
    }

    void made(long now) {
        made = now;
    }

    Timings timings(Instant now) {
        return new Timings(
                Math.max(0, Duration.between(accepted, started).toMillis()),
                millis(denoising - began),
                millis(stepped - denoising),
                millis(made - stepped),
                Math.max(0, Duration.between(accepted, now).toMillis()));
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
