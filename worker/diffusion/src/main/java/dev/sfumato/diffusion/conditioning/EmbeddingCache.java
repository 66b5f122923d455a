package dev.sfumato.diffusion.conditioning;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** The embeddings last asked for, as many as fit. Any thread. */
final class EmbeddingCache {

    private final long room;
    private final Map<Prompt, Embedding> known = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    /**
     * An empty one.
     *
     * @param room floats that all embeddings together may take
     */
    EmbeddingCache(long room) {
        this.room = room;
    }

    synchronized @Nullable Embedding get(Prompt prompt) {
        return known.get(prompt);
    }

    /** Keeps an embedding, and forgets those that were longest not asked for. */
    synchronized void put(Prompt prompt, Embedding embedding) {
        forget(prompt);
        known.put(prompt, embedding);
        held += embedding.size();
        while (held > room) {
            forget(known.keySet().iterator().next());
        }
    }

    private void forget(Prompt prompt) {
        Embedding old = known.remove(prompt);
        held -= old == null ? 0 : old.size();
    }

    synchronized int count() {
        return known.size();
    }
}
