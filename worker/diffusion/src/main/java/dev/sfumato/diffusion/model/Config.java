package dev.sfumato.diffusion.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One JSON object of a model folder, read strictly: a wrong type names file, key and what was
 * found.
 */
public final class Config {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private final Path file;
    private final Map<String, @Nullable Object> values;

    private Config(Path file, Map<String, @Nullable Object> values) {
        this.file = file;
        this.values = values;
    }

    /**
     * Reads a file.
     *
     * @throws DiffusionException if it is missing or no JSON object
     */
    public static Config read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw DiffusionException.unusable(file, "must exist", "no such file");
        }
        try {
            return new Config(
                    file, JSON.readValue(Files.readAllBytes(file), new TypeReference<>() {}));
        } catch (JsonProcessingException e) {
            throw DiffusionException.unusable(
                    file, "must be a JSON object", e.getOriginalMessage());
        } catch (IOException e) {
            throw DiffusionException.unusable(file, "must be readable", e);
        }
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** Everything it says; values may be null. */
    public Map<String, @Nullable Object> values() {
        return values;
    }

    /** Whether {@code key} is there and not null. */
    public boolean has(String key) {
        return values.get(key) != null;
    }

    /** A required string. */
    public String text(String key) {
        return require(key, String.class, "a string");
    }

    /** A string, or {@code otherwise} where it is absent or null. */
    public String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    /** A required number. */
    public double number(String key) {
        return require(key, Number.class, "a number").doubleValue();
    }

    /** A number, or {@code otherwise} where it is absent or null. */
    public double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    /** A required whole number. */
    public int integer(String key) {
        double value = number(key);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw wrong(key, "a whole number");
        }
        return (int) value;
    }

    /** A whole number, or {@code otherwise} where it is absent or null. */
    public int integer(String key, int otherwise) {
        return has(key) ? integer(key) : otherwise;
    }

    /** A boolean, or {@code otherwise} where it is absent or null. */
    public boolean flag(String key, boolean otherwise) {
        return has(key) ? require(key, Boolean.class, "true or false") : otherwise;
    }

    /** A list, empty where it is absent or null. */
    public List<?> list(String key) {
        return has(key) ? require(key, List.class, "a list") : List.of();
    }

    /** An object inside this one, empty where it is absent or null. */
    public Config object(String key) {
        if (!has(key)) {
            return new Config(file, Map.of());
        }
        @SuppressWarnings("unchecked") // the parser makes maps with string keys only
        Map<String, @Nullable Object> inner = require(key, Map.class, "an object");
        return new Config(file, inner);
    }

    private <T> T require(String key, Class<T> type, String what) {
        Object value = values.get(key);
        if (!type.isInstance(value)) {
            throw wrong(key, what);
        }
        return type.cast(value);
    }

    private DiffusionException wrong(String key, String what) {
        return DiffusionException.unusable(
                file,
                "'%s' must be %s".formatted(key, what),
                values.containsKey(key) ? values.get(key) : "nothing");
    }
}
