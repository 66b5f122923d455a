package dev.sfumato.benchmarks.batching;

import dev.sfumato.worker.batching.Step;

import java.util.HashMap;
import java.util.Map;

/** The denoising calls of a stretch of work. The device's thread writes, any reads afterwards. */
final class CallLog {
    private static final double SECOND = 1e-9;

    private final Map<Long, Call> calls = new HashMap<>();

    private record Call(long nanos, int rows) {}

    /** A step was made; steps that began together were made by one call. */
    synchronized void add(Step step) {
        calls.putIfAbsent(step.began(), new Call(step.ended() - step.began(), step.rows()));
    }

    /** Mean length of a call in seconds. */
    synchronized double seconds() {
        return SECOND * calls.values().stream().mapToLong(Call::nanos).average().orElse(0);
    }

    /** Mean rows of a call. */
    synchronized double rows() {
        return calls.values().stream().mapToInt(Call::rows).average().orElse(0);
    }
}
