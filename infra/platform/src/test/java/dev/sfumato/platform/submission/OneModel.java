package dev.sfumato.platform.submission;

import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.requests.ModelDirectory;

import java.util.List;
import java.util.Optional;

/** A directory with one picture model. */
final class OneModel implements ModelDirectory {
    private static final String SCHEMA =
            """
            {"type": "object", "properties": {
              "width": {"type": "integer", "minimum": 64, "maximum": 256, "default": 128},
              "height": {"type": "integer", "minimum": 64, "maximum": 256, "default": 128},
              "strength": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.8},
              "image": {"type": "string", "contentEncoding": "artifact"},
              "mask": {"type": "string", "contentEncoding": "artifact"}}}
            """;

    private static final ModelCard CARD =
            new ModelCard(
                    "landscape",
                    "image",
                    "stable-diffusion",
                    List.of("text-to-image", "image-to-image", "inpainting"),
                    List.of("ddim"),
                    new ModelCard.Defaults(20, 5, "ddim"),
                    100,
                    4,
                    SCHEMA,
                    "steps * 1.0");

    @Override
    public Optional<ModelCard> find(String id) {
        return id.equals(CARD.id()) ? Optional.of(CARD) : Optional.empty();
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
