package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.Tokens;
import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.text.T5Tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a folder says of its T5 encoder. */
final class T5Reader {
    private static final int MOST_TOKENS = 512;

    private T5Reader() {}

    /** Tokens of a text: the folder's own setting, or what the family has. */
    static int tokens(Config own, int usual) {
        int tokens = own.integer("max_sequence_length", usual);
        if (tokens < 1 || tokens > MOST_TOKENS) {
            throw DiffusionException.unusable(
                    own.file(),
                    "'max_sequence_length' must be between 1 and " + MOST_TOKENS,
                    tokens);
        }
        return tokens;
    }

    /**
     * The tokenizer.
     *
     * @param config of the encoder
     * @param place the tokenizer's folder
     * @param tokens of a full sequence
     */
    static Tokens read(Config config, Path place, int tokens) {
        String type = config.text("model_type", "nothing");
        if (!type.equals("t5")) {
            throw DiffusionException.unusable(config.file(), "'model_type' must be t5", type);
        }
        try {
            T5Tokenizer tokenizer =
                    T5Tokenizer.read(place, config.integer("pad_token_id", 0), tokens);
            return text -> ids(tokenizer, text, place);
        } catch (IllegalArgumentException e) {
            throw wrong(place, e);
        }
    }

    private static long[] ids(T5Tokenizer tokenizer, String text, Path place) {
        try {
            return tokenizer.sequence(text);
        } catch (IllegalArgumentException e) {
            throw wrong(place, e);
        }
    }

    private static DiffusionException wrong(Path place, IllegalArgumentException cause) {
        boolean old =
                Files.exists(place.resolve("spiece.model"))
                        && !Files.exists(place.resolve("tokenizer.json"));
        return DiffusionException.unusable(
                place,
                "must hold T5's tokenizer as tokenizer.json",
                old
                        ? "spiece.model, from which it can be made"
                        : String.valueOf(cause.getMessage()));
    }
}
