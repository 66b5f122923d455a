package dev.sfumato.benchmarks.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON trees, read and written. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Any value as a tree; records by their components' names. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * One document.
     *
     * @throws IllegalArgumentException if it isn't one
     */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("must be JSON, got " + text, e);
        }
    }

    /** Reads a whole file; JSON's numbers and Python's {@code Infinity}. */
    public static JsonNode read(Path file) {
        try {
            return parse(Files.readString(file).replace("-Infinity", "null"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file, indented. */
    public static void write(Path file, JsonNode tree) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, tree.toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
