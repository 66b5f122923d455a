package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Preview;

/** Told by the device's thread what becomes of a run; must return at once and not throw. */
public interface RunListener {
    /** A denoising step was made. */
    void stepped(Step step);

    /** A preview is due; it may come after later steps. */
    void shown(Preview preview);

    /** The last call. */
    void ended(Ending ending);
}
