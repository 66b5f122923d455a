package dev.sfumato.diffusion.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * T5's tokenizer, a unigram model over SentencePiece's pieces, as {@code tokenizer.json} describes
 * it. The native library behind it is loaded, and the file read in full, with the first text; its
 * memory is freed with this object. Any thread.
 */
public final class T5Tokenizer {
    private static final String FILE = "tokenizer.json";
    private static final String FLAVOR = "RUST_FLAVOR";
    private static final Cleaner CLEANER = Cleaner.create();

    private final Path file;
    private final int pad;
    private final int length;
    private @Nullable HuggingFaceTokenizer opened;

    private T5Tokenizer(Path file, int pad, int length) {
        this.file = file;
        this.pad = pad;
        this.length = length;
    }

    /**
     * A tokenizer of that folder.
     *
     * @param pad id that fills a sequence up
     * @param length ids in a full sequence, at least 1
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    public static T5Tokenizer read(Path folder, int pad, int length) {
        Path file = folder.resolve(FILE);
        JsonNode type = TokenizerJson.read(file).path("model").path("type");
        if (!type.asText().equals("Unigram")) {
            throw new IllegalArgumentException(
                    "%s: model.type must be Unigram, got %s".formatted(file, type));
        }
        return new T5Tokenizer(file, pad, length);
    }

    /** One full sequence: pieces that don't fit are left out, the last id then being the end's. */
    public long[] sequence(String text) {
        long[] all = tokenizer().encode(text, true, false).getIds();
        long[] ids = Arrays.copyOf(all, length);
        if (all.length > length) {
            ids[length - 1] = all[all.length - 1];
        } else {
            Arrays.fill(ids, all.length, length, pad);
        }
        return ids;
    }

    private synchronized HuggingFaceTokenizer tokenizer() {
        if (opened == null) {
            HuggingFaceTokenizer made = open(file);
            CLEANER.register(this, made::close);
            opened = made;
        }
        return opened;
    }

    private static HuggingFaceTokenizer open(Path file) {
        // It must neither report its use nor look beyond its jar, which has no library for a GPU.
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            System.setProperty(FLAVOR, "cpu");
        }
        try {
            return HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optTruncation(false)
                    .optPadding(false)
                    .build();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    file + ": must be a tokenizer that can be loaded, got " + e.getMessage(), e);
        }
    }
}
