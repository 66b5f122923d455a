package dev.sfumato.gateway;

import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.requests.ModelDirectory;

import java.util.List;
import java.util.Optional;

/** An installation with the model {@code landscape}. */
final class OneModel implements ModelDirectory {
    private static final ModelCard CARD =
            new ModelCard(
                    "landscape",
                    "image",
                    "stable-diffusion",
                    List.of("text-to-image"),
                    List.of("ddim", "dpmpp-2m"),
                    new ModelCard.Defaults(20, 5.0, "dpmpp-2m"),
                    100,
                    4,
                    """
                    {"properties": {
                      "width": {"type": "integer", "minimum": 64, "maximum": 256,
                                "multipleOf": 16, "default": 128},
                      "height": {"type": "integer", "minimum": 64, "maximum": 256,
                                 "multipleOf": 16, "default": 128}}}
                    """,
                    "steps");

    @Override
    public Optional<ModelCard> find(String id) {
        return CARD.id().equals(id) ? Optional.of(CARD) : Optional.empty();
    }

    @Override
    public String defaultModel() {
        return CARD.id();
    }

    @Override
    public List<String> ids() {
        return List.of(CARD.id());
    }
}
