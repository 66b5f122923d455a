package dev.sfumato.diffusion.onnx;

/**
 * How a device works.
 *
 * @param threads threads of one call; 0 for as many as there are cores
 * @param spinning whether idle threads spin: faster on quiet cores of one's own, much slower on
 *     shared ones
 * @param maxRows rows in one graph run; larger calls are cut into several
 * @param shapes shapes (and row counts) per component for which buffers are kept
 */
public record DeviceOptions(int threads, boolean spinning, int maxRows, int shapes) {
    /** For cores shared with other work. */
    public static final DeviceOptions SHARED = new DeviceOptions(0, false, 32, 16);

    /** Refuses negative counts. */
    public DeviceOptions {
        if (threads < 0 || maxRows < 1 || shapes < 1) {
            throw new IllegalArgumentException(
                    "threads must be 0 or more, maxRows and shapes 1 or more, got %d, %d, %d"
                            .formatted(threads, maxRows, shapes));
        }
    }
}
