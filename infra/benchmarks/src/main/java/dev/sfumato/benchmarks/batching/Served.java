package dev.sfumato.benchmarks.batching;

/**
 * An arrival and when it was served, in nanoseconds since the beginning.
 *
 * @param firstStep when its first denoising step was made
 * @param done when its picture was made
 */
record Served(Arrival arrival, long firstStep, long done) {
    private static final double SECOND = 1e-9;

    /** Seconds from arrival to first step. */
    double toFirstStep() {
        return SECOND * (firstStep - arrival.nanos());
    }

    /** Seconds from arrival to picture. */
    double toPicture() {
        return SECOND * (done - arrival.nanos());
    }
}
