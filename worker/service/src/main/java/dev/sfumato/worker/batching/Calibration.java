package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Measures what a step costs by its number of rows: one step of a run, made again and again with
 * ever more rows. One call at a time, so that whoever comes meanwhile waits for none.
 */
public final class Calibration {
    private static final Logger log = LoggerFactory.getLogger(Calibration.class);

    /** Calls with each number of rows; the first sets up buffers and doesn't count. */
    private static final int REPEATS = 3;

    /** Numbers of rows beyond the second are left out where calls take longer. */
    private static final long LONG_CALL = 500_000_000;

    private final Run run;
    private final int maxRows;
    private final LongSupplier clock;
    private final Observer observer;
    private final Deque<Integer> copies = new ArrayDeque<>();
    private Need.@Nullable Call step;

    /** Told of each call made with a step's rows. */
    @FunctionalInterface
    public interface Observer {
        /** A call took that long. */
        void observe(Need.Call call, int rows, long nanos);
    }

    /**
     * A measurement that hasn't begun.
     *
     * @param run planned, never to be finished
     * @param maxRows rows of a call at most
     */
    public Calibration(Run run, int maxRows, Observer observer) {
        this(run, maxRows, System::nanoTime, observer);
    }

    /** A measurement by another clock. */
    Calibration(Run run, int maxRows, LongSupplier clock, Observer observer) {
        this.run = run;
        this.maxRows = maxRows;
        this.clock = clock;
        this.observer = observer;
    }

    /** A run of a model's defaults without guidance; null where it can't be planned. */
    public static @Nullable Run plan(ModelCard card, Pipeline pipeline) {
        try {
            int steps = card.defaults().steps();
            return pipeline.plan(Request.of(card.tasks().getFirst(), "a hill", steps, 1, 0));
        } catch (DiffusionException e) {
            log.atInfo()
                    .addKeyValue("model", card.id())
                    .addKeyValue("cause", e.failure().message())
                    .log("cost of a step can't be measured ahead");
            return null;
        }
    }

    /**
     * Makes one call; false when there is nothing more to measure. After a call that was cancelled,
     * the same one is made again.
     */
    public boolean advance(LoadedModel model) {
        Need.Call measured = step;
        if (measured == null) {
            return approach(model);
        }
        if (copies.isEmpty()) {
            return false;
        }
        int count = copies.getFirst();
        long began = clock.getAsLong();
        model.call(Collections.nCopies(count, measured));
        long nanos = clock.getAsLong() - began;
        copies.removeFirst();
        int rows = count * measured.rows().size();
        observer.observe(measured, rows, nanos);
        if (nanos > LONG_CALL) {
            copies.removeIf(next -> next > Math.max(2, count));
        }
        return !copies.isEmpty();
    }

    /** One call on the way to the first step, or that step. */
    private boolean approach(LoadedModel model) {
        int before = run.progress().step();
        switch (run.next()) {
            case Need.Compute compute -> run.accept(compute.task().run());
            case Need.Call call -> {
                run.accept(model.call(Collections.singletonList(call)).getFirst());
                if (run.progress().step() > before) {
                    step = call;
                    plan(call.rows().size());
                }
            }
            case Need.Done ignored -> {
                return false;
            }
        }
        return true;
    }

    private void plan(int rows) {
        for (int count = 1; count * rows <= maxRows; count *= 2) {
            copies.addAll(Collections.nCopies(REPEATS, count));
        }
    }
}
