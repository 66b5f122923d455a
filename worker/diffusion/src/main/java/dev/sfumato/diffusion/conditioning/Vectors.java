package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Tensor;

import java.util.List;

/** Vectors of tokens, tokens x width, put together. */
final class Vectors {
    private Vectors() {}

    /** The vectors of each token one after the other; all have as many tokens. */
    static Tensor.Floats sideBySide(List<Tensor.Floats> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int tokens = parts.getFirst().shape()[0];
        int width = parts.stream().mapToInt(part -> part.shape()[1]).sum();
        Tensor.Floats all = Tensor.zeros(tokens, width);
        int at = 0;
        for (int token = 0; token < tokens; token++) {
            for (Tensor.Floats part : parts) {
                int length = part.shape()[1];
                System.arraycopy(part.values(), token * length, all.values(), at, length);
                at += length;
            }
        }
        return all;
    }

    /** Each vector with zeros behind it, up to {@code width}. */
    static Tensor.Floats widened(Tensor.Floats vectors, int width) {
        int tokens = vectors.shape()[0];
        int length = vectors.shape()[1];
        Tensor.Floats wide = Tensor.zeros(tokens, width);
        for (int token = 0; token < tokens; token++) {
            System.arraycopy(
                    vectors.values(), token * length, wide.values(), token * width, length);
        }
        return wide;
    }

    /** All tokens of one after those of the other; all have the same width. */
    static Tensor.Floats below(List<Tensor.Floats> parts) {
        int width = parts.getFirst().shape()[1];
        Tensor.Floats all = endToEnd(parts);
        return Tensor.floats(all.values(), all.elements() / width, width);
    }

    /** All numbers as one vector. */
    static Tensor.Floats endToEnd(List<Tensor.Floats> parts) {
        Tensor.Floats all = Tensor.zeros(parts.stream().mapToInt(Tensor.Floats::elements).sum());
        int at = 0;
        for (Tensor.Floats part : parts) {
            System.arraycopy(part.values(), 0, all.values(), at, part.elements());
            at += part.elements();
        }
        return all;
    }
}
