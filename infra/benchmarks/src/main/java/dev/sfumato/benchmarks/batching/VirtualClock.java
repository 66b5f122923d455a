package dev.sfumato.benchmarks.batching;

import java.util.function.LongSupplier;

/** Time that passes when it is told to. One thread. */
final class VirtualClock implements LongSupplier {
    private static final double MILLISECOND = 1e6;

    private long nanos = 1;

    @Override
    public long getAsLong() {
        return nanos;
    }

    /** Lets time pass. */
    void advance(double milliseconds) {
        nanos += Math.round(MILLISECOND * milliseconds);
    }

    /** Lets time pass until then, if it hasn't come yet. */
    void advanceTo(long then) {
        nanos = Math.max(nanos, then);
    }
}
