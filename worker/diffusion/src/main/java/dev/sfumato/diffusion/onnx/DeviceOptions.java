package dev.sfumato.diffusion.onnx;

/**
 * How a device works.
 *
 * @param threads threads of one call; 0 for as many as there are cores
 * @param spinMicros how long, in microseconds, an idle thread of a call looks for more work before
 *     it sleeps, 0 for not at all. Graphs have hundreds of short gaps, so {@link #BRIEFLY} gains
 *     nearly all that endless spinning does on quiet cores and takes little from neighbours
 * @param maxRows rows in one graph run; larger calls are cut into several
 * @param shapes shapes (and row counts) per component for which buffers are kept
 */
public record DeviceOptions(int threads, int spinMicros, int maxRows, int shapes) {
    /**
     * Microseconds that bridge the gaps within a graph: measured, see the benchmark {@code engine}.
     */
    public static final int BRIEFLY = 50;

    /** All cores, which may be shared with other work. */
    public static final DeviceOptions SHARED = new DeviceOptions(0, BRIEFLY, 32, 16);

    /** Refuses negative counts. */
    public DeviceOptions {
        if (threads < 0 || spinMicros < 0 || maxRows < 1 || shapes < 1) {
            throw new IllegalArgumentException(
                    "threads and spinMicros must be 0 or more, maxRows and shapes 1 or more, got %d, %d, %d, %d"
                            .formatted(threads, spinMicros, maxRows, shapes));
        }
    }
}
