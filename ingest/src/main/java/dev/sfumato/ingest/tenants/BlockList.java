package dev.sfumato.ingest.tenants;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Terms that a prompt must not say: words, or words in a row, however they are written ({@link
 * Folding}). Only whole words count, so that no harmless word is caught for a part of it.
 * Immutable.
 */
public final class BlockList {
    /** Blocks nothing. */
    public static final BlockList EMPTY = new BlockList(List.of());

    private final Map<String, List<List<String>>> byFirstWord = new HashMap<>();

    /**
     * Takes terms as people write them.
     *
     * @throws IllegalArgumentException if one of them has no letter or digit
     */
    public BlockList(Collection<String> terms) {
        for (String term : terms) {
            List<String> words = Folding.words(term);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("a term must have a letter or a digit");
            }
            byFirstWord.computeIfAbsent(words.getFirst(), first -> new ArrayList<>()).add(words);
        }
    }

    /** Whether a text says one of the terms. */
    public boolean blocks(String text) {
        if (byFirstWord.isEmpty()) {
            return false;
        }
        List<String> words = Folding.words(text);
        for (int i = 0; i < words.size(); i++) {
            for (List<String> term : byFirstWord.getOrDefault(words.get(i), List.of())) {
                int end = i + term.size();
                if (end <= words.size() && words.subList(i, end).equals(term)) {
                    return true;
                }
            }
        }
        return false;
    }
}
