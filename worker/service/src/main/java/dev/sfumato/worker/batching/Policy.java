package dev.sfumato.worker.batching;

import java.util.List;

/**
 * Chooses whose rows travel in a device's next call. Belongs to one device, whose thread is the
 * only one to call it.
 */
public interface Policy {
    /**
     * The worker's: runs join and leave at any step.
     *
     * @param places runs that there is room for: when as many wait, nobody else can come
     */
    static Policy continuous(int places) {
        return new Selection(places);
    }

    /**
     * The members of the next call.
     *
     * @param waiting all that wait for a call, at least one
     * @return at least one of them; each pair {@link Costs#canShare may share} a call
     */
    <W extends Waiting> List<W> choose(List<W> waiting, Costs costs);
}
