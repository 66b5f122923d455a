package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Component;

import org.jspecify.annotations.Nullable;

/**
 * One text encoder of a model.
 *
 * @param component its graph, which takes {@code input_ids}
 * @param tokens its tokenizer
 * @param hidden the output with one vector per token
 * @param pooled the output with one vector per text; null if it isn't used
 * @param skip what it does when its last layers are left out
 */
public record TextEncoder(
        Component component, Tokens tokens, String hidden, @Nullable String pooled, ClipSkip skip) {

    /** The output with one vector per token for a prompt. */
    String hidden(Prompt prompt) {
        return skip.output(hidden, prompt.clipSkip());
    }
}
