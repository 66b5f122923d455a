package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** How what a model's text encoders say of a text becomes one embedding. */
public sealed interface Joining {
    /** The encoders' vectors of each token side by side. */
    record SideBySide() implements Joining {}

    /**
     * The vectors of the encoders that also give a pooled one side by side, filled up with zeros;
     * below them, as further tokens, those of the encoder that gives none.
     *
     * @param width floats of every vector
     * @param tokens zero vectors that stand below where there is no such encoder
     */
    record Below(int width, int tokens) implements Joining {}

    /**
     * What one encoder said of a text.
     *
     * @param hidden tokens x width; null if the encoder gives a pooled vector only
     * @param pooled one vector; null if it gives none
     */
    record Said(Tensor.@Nullable Floats hidden, Tensor.@Nullable Floats pooled) {}

    /** The embedding, of the encoders in order; their pooled vectors stand end to end. */
    default Embedding join(List<Said> all) {
        List<Tensor.Floats> beside = new ArrayList<>();
        List<Tensor.Floats> below = new ArrayList<>();
        List<Tensor.Floats> pooled = new ArrayList<>();
        for (Said said : all) {
            if (said.pooled() != null) {
                pooled.add(said.pooled());
            }
            if (said.hidden() != null) {
                (this instanceof Below && said.pooled() == null ? below : beside)
                        .add(said.hidden());
            }
        }
        Tensor.Floats hidden =
                switch (this) {
                    case SideBySide ignored -> Vectors.sideBySide(beside);
                    case Below(int width, int tokens) -> {
                        if (below.isEmpty()) {
                            below.add(Tensor.zeros(tokens, width));
                        }
                        below.addFirst(Vectors.widened(Vectors.sideBySide(beside), width));
                        yield Vectors.below(below);
                    }
                };
        return new Embedding(hidden, pooled.isEmpty() ? null : Vectors.endToEnd(pooled));
    }
}
