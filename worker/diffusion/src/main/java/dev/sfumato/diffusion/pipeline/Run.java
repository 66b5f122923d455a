package dev.sfumato.diffusion.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * A generation in progress, as a value: it never calls a model itself, so whoever drives it may
 * serve several runs with one call. Deterministic given request, model and noise source. One thread
 * at a time.
 */
public interface Run {
    /** What this run needs now; the same need until it is met. */
    Need next();

    /**
     * Takes what {@link #next} asked for and moves on.
     *
     * @throws DiffusionException if the result can't be used, for example a latent that is no
     *     number; the run is over then
     */
    void accept(Outputs outputs);

    /** How far denoising is. */
    Progress progress();

    /** The newest preview, null before the first; a new object for each. */
    @Nullable Preview preview();

    /**
     * Whether the next step is worth a preview, from now on; at first it is. Whoever drives the run
     * may say so before each result: previews take time.
     */
    default void wantPreview(boolean wanted) {}

    /**
     * The state after the last whole step, or after an earlier one where what has been made since
     * is too large to write down. {@link Pipeline#resume} continues from it bit for bit on the same
     * model and kind of device.
     */
    byte[] checkpoint();
}
