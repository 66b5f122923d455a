package dev.sfumato.diffusion.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pieces of a tokenizer's files, with errors that name the file. */
final class TokenizerJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TokenizerJson() {}

    static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": must exist, got no such file", e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + ": must be JSON, got " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": must be readable, got " + e, e);
        }
    }

    static JsonNode readIfThere(Path file) {
        return Files.exists(file) ? read(file) : MissingNode.getInstance();
    }

    static Map<String, Integer> vocabulary(Path file, JsonNode json) {
        if (!json.isObject() || json.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: the vocabulary must map tokens to ids, got %s"
                            .formatted(file, json.getNodeType()));
        }
        var vocabulary = new HashMap<String, Integer>();
        json.properties().forEach(e -> vocabulary.put(e.getKey(), e.getValue().asInt()));
        return vocabulary;
    }

    /** Merges as texts with a space, or as lists of two. */
    static List<BytePairs.Pair> merges(Path file, JsonNode json) {
        var merges = new ArrayList<BytePairs.Pair>();
        for (JsonNode merge : json) {
            merges.add(
                    merge.isArray() && merge.size() == 2
                            ? new BytePairs.Pair(merge.get(0).asText(), merge.get(1).asText())
                            : pair(file, merge.asText()));
        }
        return merges;
    }

    /** {@code merges.txt}: a pair per line, after a header. */
    static List<BytePairs.Pair> mergeLines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.startsWith("#version") && !line.isBlank())
                    .map(line -> pair(file, line))
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": must be readable text, got " + e, e);
        }
    }

    private static BytePairs.Pair pair(Path file, String line) {
        int space = line.indexOf(' ');
        if (space < 1 || space == line.length() - 1) {
            throw new IllegalArgumentException(
                    "%s: a merge must be two symbols, got %s".formatted(file, line));
        }
        return new BytePairs.Pair(line.substring(0, space), line.substring(space + 1).strip());
    }
}
