package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Component;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One text encoder of a model.
 *
 * @param component its graph, which takes {@code input_ids}
 * @param tokens its tokenizer
 * @param hidden the output with one vector per token
 * @param pooled the output with one vector per text; null if it isn't used
 */
public record TextEncoder(
        Component component, Tokens tokens, String hidden, @Nullable String pooled) {
    List<String> outputs() {
        return pooled == null ? List.of(hidden) : List.of(hidden, pooled);
    }
}
