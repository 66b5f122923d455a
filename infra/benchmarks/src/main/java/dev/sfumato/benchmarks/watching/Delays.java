package dev.sfumato.benchmarks.watching;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/** How long messages took, counted in steps of 20 µs up to 20 s. Any thread. */
final class Delays {
    private static final int STEP_MICROS = 20;
    private static final int STEPS = 1_000_000;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(STEPS);
    private final LongAdder count = new LongAdder();

    void add(long micros) {
        counts.incrementAndGet(Math.clamp(micros / STEP_MICROS, 0, STEPS - 1));
        count.increment();
    }

    long count() {
        return count.sum();
    }

    /** Forgets all; while nothing is added. */
    void clear() {
        for (int i = 0; i < STEPS; i++) {
            counts.set(i, 0);
        }
        count.reset();
    }

    /**
     * Milliseconds within which a share of the messages came, rounded up to a step.
     *
     * @param share above 0, up to 1
     */
    double millis(double share) {
        double wanted = share * count();
        long seen = 0;
        int step = 0;
        while (step < STEPS - 1 && seen + counts.get(step) < wanted) {
            seen += counts.get(step);
            step++;
        }
        return (step + 1) * STEP_MICROS / 1000.0;
    }
}
