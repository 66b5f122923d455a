package dev.sfumato.worker.batching;

/**
 * The clock of an ideal device that serves all its runs at once, each at an equal share: runs
 * finish there in the order of their tags. Weighted fair queueing, Demers, Keshav and Shenker 1989.
 */
final class VirtualTime {
    private double now;

    /** When a run of that much work would finish if it began now. */
    double finish(double cost) {
        return now + cost;
    }

    /**
     * Work was done.
     *
     * @param cost of it, in the unit of {@link #finish}
     * @param active runs that share the device, at least 1
     */
    void served(double cost, int active) {
        now += cost / active;
    }
}
