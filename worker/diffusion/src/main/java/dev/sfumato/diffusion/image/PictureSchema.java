package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.PromptEncoder;

import java.util.Locale;

/** The JSON Schema of a picture request's own fields, and the formula of its cost. */
final class PictureSchema {
    private PictureSchema() {}

    static String of(PictureModel.Sizes sizes, PromptEncoder prompts, boolean takesPictures) {
        String media =
                """
                ,
                    "image": {"type": "string", "contentEncoding": "artifact", "contentMediaType": "image/*", "description": "picture to start from"},
                    "mask": {"type": "string", "contentEncoding": "artifact", "contentMediaType": "image/*", "description": "white is painted anew"},
                    "mask_blur": {"type": "integer", "minimum": 0, "maximum": 64, "default": 0, "description": "pixels over which the mask's edge is blurred"},
                    "mask_padding": {"type": "integer", "minimum": 0, "maximum": 4096, "description": "paints only what is masked and so many pixels around it, and puts that back: all else keeps its pixels; without it the whole picture passes through the autoencoder"},
                    "strength": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 0.8}\
                """;
        return """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "width": {"type": "integer", "minimum": %d, "maximum": %d, "multipleOf": %d, "default": %d},
            "height": {"type": "integer", "minimum": %d, "maximum": %d, "multipleOf": %d, "default": %d},
            "guidance_rescale": {"type": "number", "minimum": 0, "maximum": 1, "default": 0},
            "guidance_interval": {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1},
              "minItems": 2, "maxItems": 2},
            "eta": {"type": "number", "minimum": 0, "maximum": 1}%s%s
          }
        }
        """
                .formatted(
                        sizes.minimum(),
                        sizes.maxWidth(),
                        sizes.multiple(),
                        sizes.width(),
                        sizes.minimum(),
                        sizes.maxHeight(),
                        sizes.multiple(),
                        sizes.height(),
                        text(prompts),
                        takesPictures ? media : "");
    }

    /** How prompts are read, where there is a choice. */
    private static String text(PromptEncoder prompts) {
        var text = new StringBuilder();
        if (prompts.weighs()) {
            text.append(
                    """
                    ,
                        "prompt_syntax": {"type": "string", "enum": ["plain", "weighted"], "default": "%s",
                          "description": "weighted: (word:1.3), [word], BREAK, and prompts beyond one window"}\
                    """
                            .formatted(prompts.rules().syntax().id()));
        }
        int most = prompts.clipSkip().most();
        if (most > 0 && most < Integer.MAX_VALUE) {
            text.append(
                    """
                    ,
                        "clip_skip": {"type": "integer", "minimum": 0, "maximum": %d, "default": 0,
                          "description": "layers left out at the end of the text encoder"}\
                    """
                            .formatted(most));
        }
        return text.toString();
    }

    /**
     * GMAC of a request; {@code fast} is 1 where it may be traded for quality.
     *
     * @param step GMAC of one row of one step, per pixel
     * @param decode GMAC of decoding, per pixel
     * @param embedsGuidance whether guidance costs no second row
     */
    static String cost(double step, double decode, Fast levers, boolean embedsGuidance) {
        double unguided = 1 - (levers.until() - levers.from());
        String rows = "(1 + (guidance_scale > 1)%s)".formatted(factor(unguided));
        return String.format(
                Locale.ROOT,
                "count * width * height * (steps * %s * %.9f%s + %.9f)",
                embedsGuidance ? "1" : rows,
                step,
                factor(levers.saved()),
                decode);
    }

    private static String factor(double saved) {
        return saved == 0 ? "" : String.format(Locale.ROOT, " * (1 - fast * %.4f)", saved);
    }
}
