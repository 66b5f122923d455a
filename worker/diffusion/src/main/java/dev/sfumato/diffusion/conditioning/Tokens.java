package dev.sfumato.diffusion.conditioning;

/** Turns text into a fixed number of token ids, padded and cut as the model's family wants. */
@FunctionalInterface
public interface Tokens {
    /** The ids; always the same number. */
    long[] ids(String text);
}
