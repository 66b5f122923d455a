package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

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
}
