package dev.sfumato.diffusion.pipeline;

/** Work that needs no model; safe to run on any one thread while the run itself waits. */
@FunctionalInterface
public interface Task {
    /**
     * Does the work, once.
     *
     * @throws DiffusionException if the request's media can't be used
     */
    Outputs.Computed run();
}
