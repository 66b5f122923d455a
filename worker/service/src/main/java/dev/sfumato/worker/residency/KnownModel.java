package dev.sfumato.worker.residency;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.pipeline.Pipeline;

/**
 * A model that can be run here.
 *
 * @param bytes of its graphs' files, about what it takes in memory
 */
public record KnownModel(ModelCard card, Pipeline pipeline, long bytes) {
    /** What requests name. */
    public String id() {
        return card.id();
    }
}
