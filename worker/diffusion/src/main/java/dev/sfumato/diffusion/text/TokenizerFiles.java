package dev.sfumato.diffusion.text;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tokenizer's folder says.
 *
 * @param vocabulary id of every token
 * @param merges learned pairs, earliest first
 * @param marks special tokens that are recognised inside a text
 * @param marksApart whether the cut into words knows the marks too
 * @param start id, like {@code end}, {@code pad} and {@code unknown}
 * @param length tokens in a full sequence
 */
record TokenizerFiles(
        Map<String, Integer> vocabulary,
        List<BytePairs.Pair> merges,
        Map<String, Integer> marks,
        boolean marksApart,
        int start,
        int end,
        int pad,
        int unknown,
        int length) {

    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final int CLIP_LENGTH = 77;
    private static final int MOST = 1 << 16;

    static TokenizerFiles read(Path folder) {
        Path whole = folder.resolve("tokenizer.json");
        return Files.exists(whole) ? fromOne(folder, whole) : fromTwo(folder);
    }

    private static TokenizerFiles fromOne(Path folder, Path file) {
        JsonNode json = TokenizerJson.read(file);
        JsonNode model = json.path("model");
        if (!"BPE".equals(model.path("type").asText("BPE"))) {
            throw wrong(file, "model.type must be BPE", model.path("type"));
        }
        if (!"</w>".equals(model.path("end_of_word_suffix").asText())) {
            throw wrong(file, "end_of_word_suffix must be </w>", model.path("end_of_word_suffix"));
        }
        Map<String, Integer> vocabulary = TokenizerJson.vocabulary(file, model.path("vocab"));
        var marks = new LinkedHashMap<String, Integer>();
        for (JsonNode token : json.path("added_tokens")) {
            marks.put(token.path("content").asText(), token.path("id").asInt());
        }
        vocabulary.putAll(marks);
        boolean apart = json.path("pre_tokenizer").toString().contains("startoftext");
        var merges = TokenizerJson.merges(file, model.path("merges"));
        return of(folder, file, vocabulary, merges, marks, apart);
    }

    private static TokenizerFiles fromTwo(Path folder) {
        Path file = folder.resolve("vocab.json");
        Map<String, Integer> vocabulary = TokenizerJson.vocabulary(file, TokenizerJson.read(file));
        var merges = TokenizerJson.mergeLines(folder.resolve("merges.txt"));
        var marks = new LinkedHashMap<String, Integer>();
        for (String mark : List.of(START, END)) {
            if (vocabulary.containsKey(mark)) {
                marks.put(mark, vocabulary.get(mark));
            }
        }
        return of(folder, file, vocabulary, merges, marks, true);
    }

    private static TokenizerFiles of(
            Path folder,
            Path file,
            Map<String, Integer> vocabulary,
            List<BytePairs.Pair> merges,
            Map<String, Integer> marks,
            boolean apart) {
        Integer start = vocabulary.get(START);
        Integer end = vocabulary.get(END);
        if (start == null || end == null) {
            throw new IllegalArgumentException(
                    "%s: the vocabulary must hold %s and %s, got %d other tokens"
                            .formatted(file, START, END, vocabulary.size()));
        }
        JsonNode config = TokenizerJson.readIfThere(folder.resolve("tokenizer_config.json"));
        JsonNode map = TokenizerJson.readIfThere(folder.resolve("special_tokens_map.json"));
        // A configuration that lists its tokens is newer than the map beside it.
        boolean mapWins = map.has("pad_token") && !config.has("added_tokens_decoder");
        JsonNode pad = mapWins ? map.path("pad_token") : config.path("pad_token");
        String name = pad.isObject() ? pad.path("content").asText() : pad.asText(END);
        Integer padId = vocabulary.get(name);
        if (padId == null) {
            throw new IllegalArgumentException(
                    "%s: pad_token must be in the vocabulary, got %s".formatted(folder, name));
        }
        double length = config.path("model_max_length").asDouble(CLIP_LENGTH);
        int known = length >= 3 && length <= MOST ? (int) length : CLIP_LENGTH;
        return new TokenizerFiles(
                Map.copyOf(vocabulary),
                List.copyOf(merges),
                marks,
                apart,
                start,
                end,
                padId,
                end,
                known);
    }

    private static IllegalArgumentException wrong(Path file, String rule, JsonNode value) {
        return new IllegalArgumentException("%s: %s, got %s".formatted(file, rule, value));
    }
}
