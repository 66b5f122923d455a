package dev.sfumato.diffusion.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * CLIP's tokenizer: byte-level BPE over lower-cased words, each ending in {@code </w>}. Immutable.
 */
public final class ClipTokenizer {

    private static final String WORD_END = "</w>";

    private final TokenizerFiles files;
    private final Map<Integer, String> tokens;
    private final BytePairs pairs;

    ClipTokenizer(TokenizerFiles files) {
        this.files = files;
        this.tokens =
                files.vocabulary().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getValue, Map.Entry::getKey, (a, b) -> a));
        this.pairs = new BytePairs(files.merges());
    }

    /**
     * Reads {@code tokenizer.json}, or else {@code vocab.json} and {@code merges.txt}, and what
     * {@code tokenizer_config.json} and {@code special_tokens_map.json} say of padding and length.
     *
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    public static ClipTokenizer read(Path folder) {
        return new ClipTokenizer(TokenizerFiles.read(folder));
    }

    /** Id of the token every sequence starts with. */
    public int start() {
        return files.start();
    }

    /** Id of the token that ends a text. */
    public int end() {
        return files.end();
    }

    /** Id that fills a sequence up; the end token's, or 0 for some families. */
    public int pad() {
        return files.pad();
    }

    /** Tokens in a full sequence, start and end included; 77 for CLIP. */
    public int length() {
        return files.length();
    }

    /** Ids of a text's words alone. Marks such as {@code <|endoftext|>} in it become theirs. */
    public int[] words(String text) {
        var ids = new ArrayList<Integer>();
        int from = 0;
        while (from < text.length()) {
            int at = text.length();
            String mark = "";
            for (String candidate : files.marks().keySet()) {
                int found = text.indexOf(candidate, from);
                if (found >= 0 && found < at) {
                    at = found;
                    mark = candidate;
                }
            }
            plain(text.substring(from, at), ids);
            if (!mark.isEmpty()) {
                ids.add(files.marks().get(mark));
            }
            from = at + mark.length();
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private void plain(String text, List<Integer> ids) {
        for (String word : Words.of(text, files.marksApart())) {
            String[] symbols = ByteAlphabet.encode(word).split("");
            symbols[symbols.length - 1] += WORD_END;
            for (String symbol : pairs.merge(symbols)) {
                ids.add(files.vocabulary().getOrDefault(symbol, files.unknown()));
            }
        }
    }

    /** Start, the text's words, end; neither cut nor filled up. */
    public int[] encode(String text) {
        int[] words = words(text);
        var ids = new int[words.length + 2];
        ids[0] = start();
        System.arraycopy(words, 0, ids, 1, words.length);
        ids[ids.length - 1] = end();
        return ids;
    }

    /** One full sequence: words that don't fit are left out, the last id then being the end's. */
    public int[] sequence(String text) {
        int[] all = encode(text);
        int[] ids = Arrays.copyOf(all, length());
        if (all.length > ids.length) {
            ids[ids.length - 1] = end();
        } else {
            Arrays.fill(ids, all.length, ids.length, pad());
        }
        return ids;
    }

    /** The text behind ids, lower-cased, a space after each word; marks left out. */
    public String decode(int[] ids) {
        var text = new StringBuilder();
        for (int id : ids) {
            String token = tokens.get(id);
            if (token != null && !files.marks().containsKey(token)) {
                text.append(token);
            }
        }
        return ByteAlphabet.decode(text.toString()).replace(WORD_END, " ").strip();
    }
}
