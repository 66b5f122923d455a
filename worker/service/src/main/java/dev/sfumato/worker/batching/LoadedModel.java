package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;

import java.util.List;

/**
 * A model's graphs in a device's memory. The device's thread makes all calls but {@link #cancel}.
 */
public interface LoadedModel extends AutoCloseable {
    /**
     * Answers calls of several runs with one; each pair of them must {@link #canShare share}.
     *
     * @return a result for each call, in order; they hold until the next call
     * @throws dev.sfumato.diffusion.pipeline.DiffusionException if the device fails or the call is
     *     cancelled
     */
    List<Outputs.Tensors> call(List<Need.Call> calls);

    /** Whether rows of both may travel in one call. */
    boolean canShare(Need.Call one, Need.Call other);

    /** Ends the call that runs now, if any; from any thread. */
    void cancel();

    /** Frees its memory. */
    @Override
    void close();
}
