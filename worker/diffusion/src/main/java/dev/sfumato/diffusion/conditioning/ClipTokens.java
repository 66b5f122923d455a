package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CLIP's byte-level BPE (arXiv:2103.00020) from a folder's {@code tokenizer.json}; padded and cut
 * to a fixed length.
 */
public final class ClipTokens implements Tokens {
    private static final Pattern WORDS =
            Pattern.compile(
                    "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+");
    private static final String END_OF_WORD = "</w>";

    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final Map<List<String>, Integer> merges = new HashMap<>();
    private final int length;
    private final int start;
    private final int end;
    private final int padding;

    private ClipTokens(ModelFolder folder, String name, int length) {
        this.length = length;
        Config file = folder.config(name + "/tokenizer.json");
        Config model = file.object("model");
        model.object("vocab")
                .values()
                .forEach((token, id) -> vocabulary.put(token, number(file, token, id)));
        for (Object merge : model.list("merges")) {
            merges.put(pair(merge), merges.size());
        }
        Config special = folder.config(name + "/tokenizer_config.json");
        start = id(special, "bos_token");
        end = id(special, "eos_token");
        padding = id(special, "pad_token");
    }

    /**
     * Reads a tokenizer.
     *
     * @param name its sub-folder
     * @param length ids per text
     */
    public static ClipTokens read(ModelFolder folder, String name, int length) {
        return new ClipTokens(folder, name, length);
    }

    @Override
    public long[] ids(String text) {
        var ids = new long[length];
        Arrays.fill(ids, padding);
        ids[0] = start;
        int at = 1;
        Matcher words = WORDS.matcher(clean(text));
        while (at < length - 1 && words.find()) {
            Integer whole = vocabulary.get(words.group());
            if (whole != null && (whole == start || whole == end)) {
                ids[at++] = whole;
                continue;
            }
            for (String piece : pieces(words.group())) {
                if (at < length - 1) {
                    ids[at++] = vocabulary.getOrDefault(piece, end);
                }
            }
        }
        ids[at] = end;
        return ids;
    }

    private static String clean(String text) {
        String normal =
                Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("\\s+", " ").strip();
        var lower = new StringBuilder(normal.length());
        normal.codePoints().forEach(point -> lower.appendCodePoint(Character.toLowerCase(point)));
        return lower.toString();
    }

    /**
     * A word's bytes as printable characters, merged pair by pair in the order the merges were
     * learnt.
     */
    private List<String> pieces(String word) {
        List<String> pieces = new ArrayList<>();
        for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
            pieces.add(Character.toString(printable(value & 0xff)));
        }
        pieces.set(pieces.size() - 1, pieces.getLast() + END_OF_WORD);
        while (pieces.size() > 1) {
            int best = -1;
            int rank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < pieces.size(); i++) {
                int found =
                        merges.getOrDefault(
                                List.of(pieces.get(i), pieces.get(i + 1)), Integer.MAX_VALUE);
                if (found < rank) {
                    rank = found;
                    best = i;
                }
            }
            if (best < 0) {
                break;
            }
            pieces.set(best, pieces.get(best) + pieces.remove(best + 1));
        }
        return pieces;
    }

    /** GPT-2's mapping: printable Latin-1 stands for itself, the rest for what follows 255. */
    private static int printable(int value) {
        if ((value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xac) || value >= 0xae) {
            return value;
        }
        int before = value <= 0x20 ? value : value <= 0xa0 ? value - 0x7f + 0x21 : 0x43;
        return 256 + before;
    }

    private int id(Config special, String key) {
        Object token = special.values().get(key);
        if (token instanceof Map<?, ?> described) {
            token = described.get("content");
        }
        Integer id = vocabulary.get(String.valueOf(token));
        if (id == null) {
            throw DiffusionException.unusable(
                    special.file(), "'%s' must be in the vocabulary".formatted(key), token);
        }
        return id;
    }

    private static int number(Config file, String token, Object id) {
        if (id instanceof Integer number) {
            return number;
        }
        throw DiffusionException.unusable(
                file.file(), "'%s' must have a number".formatted(token), id);
    }

    private static List<String> pair(Object merge) {
        return merge instanceof List<?> parts
                ? parts.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(merge).split(" ", 2));
    }
}
