package dev.sfumato.worker.batching;

import dev.sfumato.worker.metering.DeviceMeters;

import java.util.function.LongSupplier;

/**
 * A device's loop without a thread and with a clock of the caller's: for simulations, in which
 * models take no time but move that clock. One thread owns it.
 */
public final class ManualBatcher implements AutoCloseable {
    private final CurrentCall current = new CurrentCall();
    private final DeviceModels models;
    private final DeviceLoop loop;

    /**
     * A device without models and runs.
     *
     * @param device for example {@code cuda:0}; its kind decides how rows are padded
     * @param maxRows rows in one call at most
     * @param clock nanoseconds since any moment
     */
    public ManualBatcher(
            String device, int maxRows, Policy policy, LongSupplier clock, DeviceMeters meters) {
        models = new DeviceModels(maxRows, RowBuckets.of(device), current, clock, meters);
        loop =
                new DeviceLoop(
                        models,
                        policy,
                        current,
                        Runnable::run,
                        Runnable::run,
                        () -> {},
                        clock,
                        meters);
    }

    /** Takes over a model. */
    public void adopt(String id, LoadedModel model, Tuning tuning) {
        models.adopt(id, model, tuning);
    }

    /** Takes a run along from the next turn on; its model must have been adopted. */
    public void board(Member member) {
        loop.board(member);
    }

    /** Whether a run waits for a call. */
    public boolean isBusy() {
        return loop.isBusy();
    }

    /** Makes one call, if a run waits for one. */
    public void turn() {
        loop.turn();
    }

    /** Makes one call that measures what a step costs; false if there is nothing to measure. */
    public boolean measure() {
        return models.measure();
    }

    /** Lets all runs go and closes all models. */
    @Override
    public void close() {
        loop.close();
    }
}
