package dev.sfumato.diffusion.conditioning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a prompt is read. */
public enum PromptSyntax {
    /** Every sign is text, and what doesn't fit in one window is cut, as diffusers does. */
    PLAIN,

    /** Brackets set weights, long prompts take several windows, as AUTOMATIC1111 does. */
    WEIGHTED;

    /** The public name. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All public names. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(PromptSyntax::id).toList();
    }

    /**
     * The syntax of a public name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static PromptSyntax of(String id) {
        return Arrays.stream(values())
                .filter(syntax -> syntax.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "prompt syntax must be one of %s, got %s"
                                                .formatted(ids(), id)));
    }
}
