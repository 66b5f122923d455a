package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * A text as a denoiser sees it.
 *
 * @param hidden one vector per token: tokens x width, the encoders side by side
 * @param pooled one vector for the whole text; null if no encoder gives one
 */
public record Embedding(Tensor.Floats hidden, Tensor.@Nullable Floats pooled) {
    /** The same shapes, all zero: what some families take for a text that is absent. */
    public Embedding zeros() {
        return new Embedding(
                Tensor.zeros(hidden.shape()), pooled == null ? null : Tensor.zeros(pooled.shape()));
    }

    /** The same text followed by {@code filler}s until there are {@code tokens} tokens. */
    Embedding filled(int tokens, Embedding filler) {
        int width = hidden.shape()[1];
        float[] values = Arrays.copyOf(hidden.values(), tokens * width);
        float[] more = filler.hidden.values();
        for (int at = hidden.elements(); at < values.length; at += more.length) {
            System.arraycopy(more, 0, values, at, more.length);
        }
        return new Embedding(Tensor.floats(values, tokens, width), pooled);
    }

    /** Floats it holds. */
    int size() {
        return hidden.elements() + (pooled == null ? 0 : pooled.elements());
    }
}
