package dev.sfumato.schemas.requests;

import dev.sfumato.schemas.events.ModelCard;

import java.util.List;
import java.util.Optional;

/** The models that may be asked for. Any thread. */
public interface ModelDirectory {
    Optional<ModelCard> find(String id);

    /** Id of the model for requests that name none. */
    String defaultModel();

    /** What there is, in the order in which people should see it. */
    List<String> ids();

    /**
     * Whether a model counts as known although no worker has announced it: requests for it wait for
     * the first one that has it. The default model always does.
     */
    default boolean isPromised(String id) {
        return id.equals(defaultModel());
    }
}
