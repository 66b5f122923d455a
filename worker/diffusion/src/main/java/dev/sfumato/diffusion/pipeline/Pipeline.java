package dev.sfumato.diffusion.pipeline;

import dev.sfumato.diffusion.model.ModelCard;

/** Plans the runs of one model. Holds no native memory; any thread may call it. */
public interface Pipeline {
    /** The model it plans for. */
    ModelCard card();

    /**
     * A run that makes what {@code request} asks for.
     *
     * @throws DiffusionException with {@link Failure.Invalid} naming field, rule and value
     */
    Run plan(Request request);

    /**
     * A run that goes on where {@code checkpoint} was taken.
     *
     * @throws DiffusionException with {@link Failure.Checkpoint} if it was taken from another model
     *     or request, or is damaged
     */
    Run resume(Request request, byte[] checkpoint);

    /** What {@code request} costs, in GMAC; equals the card's formula over the request's fields. */
    double cost(Request request);
}
