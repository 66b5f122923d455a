package dev.sfumato.benchmarks.batching;

import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.worker.batching.Ending;
import dev.sfumato.worker.batching.RunListener;
import dev.sfumato.worker.batching.Step;

import java.util.function.LongSupplier;

/** Notes what becomes of one arrival. Written by the batcher's threads, read when it has ended. */
final class Rider implements RunListener {
    private final Arrival arrival;
    private final long beginning;
    private final LongSupplier clock;
    private final CallLog calls;
    private final Runnable onEnd;
    private volatile long firstStep;
    private volatile long end;
    private volatile boolean done;

    /**
     * A rider who hasn't boarded.
     *
     * @param beginning the clock's time of the first possible arrival
     * @param onEnd told when it has ended
     */
    Rider(Arrival arrival, long beginning, LongSupplier clock, CallLog calls, Runnable onEnd) {
        this.arrival = arrival;
        this.beginning = beginning;
        this.clock = clock;
        this.calls = calls;
        this.onEnd = onEnd;
    }

    @Override
    public void stepped(Step step) {
        calls.add(step);
        if (step.step() == 1) {
            firstStep = step.ended() - beginning;
        }
    }

    @Override
    public void shown(Preview preview) {}

    @Override
    public void ended(Ending ending) {
        done = ending instanceof Ending.Done;
        end = clock.getAsLong() - beginning;
        onEnd.run();
    }

    /** Whether its picture was made. */
    boolean isDone() {
        return done;
    }

    /** When it was served. */
    Served served() {
        return new Served(arrival, firstStep, end);
    }
}
