package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Component;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One text encoder of a model.
 *
 * @param component its graph, which takes {@code input_ids}
 * @param tokens its tokenizer
 * @param hidden the output with one vector per token; null if it isn't used
 * @param pooled the output with one vector per text; null if it isn't used
 * @param skip what it does when its last layers are left out
 */
public record TextEncoder(
        Component component,
        Tokens tokens,
        @Nullable String hidden,
        @Nullable String pooled,
        ClipSkip skip) {

    /** The output with one vector per token for a prompt; null if it isn't used. */
    @Nullable String hidden(Prompt prompt) {
        return hidden == null ? null : skip.output(hidden, prompt.clipSkip());
    }

    /** The outputs to read for a prompt. */
    List<String> outputs(Prompt prompt) {
        return Stream.of(hidden(prompt), pooled).filter(Objects::nonNull).toList();
    }
}
