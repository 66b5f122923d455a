package dev.sfumato.worker.residency;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.worker.batching.LoadedModel;

/** Brings models into a device's memory, on whichever thread asks. */
@FunctionalInterface
public interface ModelLoader {
    /**
     * Loads a model; the device's thread owns it from its first call on.
     *
     * @throws dev.sfumato.diffusion.pipeline.DiffusionException if it can't be loaded
     */
    LoadedModel load(ModelCard card);
}
