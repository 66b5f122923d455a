package dev.sfumato.diffusion.pipeline;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;

import java.util.Optional;

/**
 * A kind of media, found by {@link java.util.ServiceLoader}: pictures first, then whatever else
 * diffuses. Any thread.
 */
public interface Modality {
    /** Its public name, for example {@code image}. */
    String name();

    /**
     * The card of a folder that this modality can run; empty if the folder is of another kind.
     *
     * @throws DiffusionException with {@link Failure.Unusable} if it is of this kind but can't be
     *     run, naming file and reason
     */
    Optional<ModelCard> recognise(ModelFolder folder);

    /** What plans runs of that model. */
    Pipeline pipeline(ModelCard card);

    /** What reads and writes its media. */
    Codec codec(ModelCard card);
}
