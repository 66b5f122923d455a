package dev.sfumato.worker.batching;

import java.util.List;

/** Chooses whose rows travel in a device's next call. Called by the device's thread only. */
public interface Policy {
    /** The worker's: runs join and leave at any step. */
    Policy CONTINUOUS = new Selection();

    /**
     * The members of the next call.
     *
     * @param waiting all that wait for a call, at least one
     * @return at least one of them; each pair {@link Costs#canShare may share} a call
     */
    <W extends Waiting> List<W> choose(List<W> waiting, Costs costs);
}
