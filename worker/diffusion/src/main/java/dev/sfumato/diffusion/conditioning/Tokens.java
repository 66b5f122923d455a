package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.text.TokenChunk;

import java.util.List;

/** Turns text into a fixed number of token ids, padded and cut as the model's family wants. */
@FunctionalInterface
public interface Tokens {
    /** The ids; always the same number. */
    long[] ids(String text);

    /** Whether {@link #chunks} reads weights. */
    default boolean weighs() {
        return false;
    }

    /**
     * The windows of a text with weights, each as long as {@link #ids}; at least one.
     *
     * @throws UnsupportedOperationException unless it {@link #weighs}
     */
    default List<TokenChunk> chunks(String text) {
        throw new UnsupportedOperationException("this tokenizer reads no weights");
    }
}
