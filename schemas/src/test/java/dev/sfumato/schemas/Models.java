package dev.sfumato.schemas;

import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.requests.ModelDirectory;

import java.util.List;
import java.util.Optional;

/** Models of tests: a picture model, the default, and one of another modality. */
public final class Models implements ModelDirectory {
    public static final ModelCard LANDSCAPE =
            new ModelCard(
                    "landscape",
                    "image",
                    "stable-diffusion",
                    List.of("text-to-image", "image-to-image", "inpainting"),
                    List.of("ddim", "euler", "dpmpp-2m"),
                    new ModelCard.Defaults(20, 5.0, "dpmpp-2m"),
                    100,
                    8,
                    """
                    {"type": "object", "properties": {
                      "width": {"type": "integer", "minimum": 64, "maximum": 256,
                                "multipleOf": 8, "default": 128},
                      "height": {"type": "integer", "minimum": 64, "maximum": 256,
                                 "multipleOf": 8, "default": 128},
                      "strength": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.8},
                      "tile": {"type": "string", "enum": ["none", "x", "y"]},
                      "image": {"type": "string", "contentEncoding": "artifact"},
                      "mask": {"type": "string", "contentEncoding": "artifact"}}}
                    """,
                    "steps * 2 * count * (width / 8) * (height / 8) / 1000 * (1 - fast * 0.5)",
                    new ModelCard.Defaults(12, 4.0, "euler"),
                    List.of("ink", "oil"));

    public static final ModelCard BIRDSONG =
            new ModelCard(
                    "birdsong",
                    "audio",
                    "spectrogram",
                    List.of("text-to-audio"),
                    List.of("ddim"),
                    new ModelCard.Defaults(50, 3.0, "ddim"),
                    50,
                    1,
                    "{\"properties\": {\"duration_s\": {\"type\": \"number\", \"maximum\": 30}}}",
                    "steps");

    @Override
    public Optional<ModelCard> find(String id) {
        return switch (id) {
            case "landscape" -> Optional.of(LANDSCAPE);
            case "birdsong" -> Optional.of(BIRDSONG);
            default -> Optional.empty();
        };
    }

    @Override
    public String defaultModel() {
        return "landscape";
    }

    @Override
    public List<String> ids() {
        return List.of("landscape", "birdsong");
    }
}
