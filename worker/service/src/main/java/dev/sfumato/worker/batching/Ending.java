package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Artifact;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** How a run left its batcher. */
public sealed interface Ending {
    /** It made everything it was asked for. */
    record Done(List<Artifact> artifacts) implements Ending {
        /** Keeps an unmodifiable copy. */
        public Done {
            artifacts = List.copyOf(artifacts);
        }
    }

    /** It can't go on. */
    record Broken(Fault fault) implements Ending {}

    /**
     * It was asked to leave.
     *
     * @param checkpoint where another run may go on; null if nothing was done yet
     * @param step steps done at that checkpoint
     */
    @SuppressWarnings("ArrayRecordComponent") // in transit: never compared
    record Left(byte @Nullable [] checkpoint, int step) implements Ending {}
}
