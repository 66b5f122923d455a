package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Progress;
import dev.sfumato.diffusion.pipeline.Run;

/** A run aboard a device that waits for a call. */
public interface Waiting {
    /** The run itself; a {@link Policy} only looks at it. */
    Run run();

    /** The call it waits for. */
    Need.Call call();

    /** Whether it hasn't made a step yet. */
    boolean isNew();

    /** Whether it has steps to make; false for one that waits to be decoded. */
    default boolean hasSteps() {
        Progress progress = run().progress();
        return progress.step() < progress.steps();
    }

    /** When an ideal device would finish it: the tag of {@link VirtualTime}. */
    double finish();

    /** When it came, as a number that grows. */
    long order();
}
