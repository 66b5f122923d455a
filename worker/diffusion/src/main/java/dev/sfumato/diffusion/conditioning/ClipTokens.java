package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.text.ClipTokenizer;
import dev.sfumato.diffusion.text.TokenChunk;

import java.util.Arrays;
import java.util.List;

/** CLIP's tokens, of plain texts and of texts with weights. */
public record ClipTokens(ClipTokenizer tokenizer) implements Tokens {

    @Override
    public long[] ids(String text) {
        return Arrays.stream(tokenizer.sequence(text)).asLongStream().toArray();
    }

    @Override
    public boolean weighs() {
        return true;
    }

    @Override
    public List<TokenChunk> chunks(String text) {
        return TokenChunk.weighted(tokenizer, text);
    }
}
