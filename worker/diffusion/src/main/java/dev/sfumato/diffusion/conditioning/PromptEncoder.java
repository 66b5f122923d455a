package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Stage;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** A model's text encoders and the embeddings of the texts last asked for. Any thread. */
public final class PromptEncoder {
    private static final int REMEMBERED = 64;

    private final List<TextEncoder> encoders;
    private final Map<String, Embedding> known = new LinkedHashMap<>(16, 0.75f, true);

    /** Encoders in the order in which their vectors stand side by side. */
    public PromptEncoder(List<TextEncoder> encoders) {
        this.encoders = List.copyOf(encoders);
    }

    /**
     * The work to embed {@code texts}, none of it if they are all known; {@code into} takes each
     * text's embedding.
     */
    public Stage encode(Set<String> texts, BiConsumer<String, Embedding> into) {
        return new EncodePrompts(encoders, this, List.copyOf(texts), into);
    }

    synchronized @Nullable Embedding known(String text) {
        return known.get(text);
    }

    synchronized void remember(String text, Embedding embedding) {
        known.put(text, embedding);
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }
}
