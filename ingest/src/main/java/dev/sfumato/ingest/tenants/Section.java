package dev.sfumato.ingest.tenants;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * An object of the tenants' file. A wrong value becomes a mistake and reads as the fallback, so
 * that reading goes on; so does a field that nobody has read, at {@link #close}.
 */
final class Section implements AutoCloseable {
    private final String path;
    private final JsonNode object;
    private final List<String> mistakes;
    private final Set<String> read = new HashSet<>();

    Section(String path, JsonNode object, List<String> mistakes) {
        this.path = path;
        this.object = object;
        this.mistakes = mistakes;
        if (!object.isObject() && !object.isMissingNode()) {
            mistakes.add(path + " must be an object");
        }
    }

    Section section(String field) {
        return new Section(at(field), value(field), mistakes);
    }

    boolean has(String field) {
        return !value(field).isMissingNode();
    }

    List<String> fields() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A number above 0. */
    double positive(String field, double fallback) {
        JsonNode value = value(field);
        if (value.isMissingNode()) {
            return fallback;
        }
        if (value.isNumber() && value.doubleValue() > 0 && Double.isFinite(value.doubleValue())) {
            return value.doubleValue();
        }
        return wrong(field, "must be a number above 0", value, fallback);
    }

    /** A whole number of at least 1. */
    int count(String field, int fallback) {
        JsonNode value = value(field);
        if (value.isMissingNode()) {
            return fallback;
        }
        if (value.canConvertToInt() && value.isIntegralNumber() && value.intValue() >= 1) {
            return value.intValue();
        }
        return wrong(field, "must be a whole number of at least 1", value, fallback);
    }

    /** Values of texts; {@code reading} throws IllegalArgumentException where one is wrong. */
    <T> List<T> texts(String field, Function<String, T> reading, String rule) {
        JsonNode value = value(field);
        List<T> texts = new ArrayList<>();
        if (!value.isArray() && !value.isMissingNode()) {
            wrong(field, "must be a list of texts", value, texts);
        }
        for (JsonNode each : value) {
            try {
                if (!each.isTextual()) {
                    throw new IllegalArgumentException("no text");
                }
                texts.add(reading.apply(each.textValue()));
            } catch (IllegalArgumentException e) {
                mistakes.add("%s %s".formatted(at(field), rule));
            }
        }
        return texts;
    }

    /** Reports the fields that nobody has read. */
    @Override
    public void close() {
        for (String field : fields()) {
            if (!read.contains(field)) {
                mistakes.add(at(field) + " isn't a known field");
            }
        }
    }

    private JsonNode value(String field) {
        read.add(field);
        return object.path(field);
    }

    private <T> T wrong(String field, String rule, JsonNode value, T fallback) {
        mistakes.add("%s %s, got %s".formatted(at(field), rule, value));
        return fallback;
    }

    private String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
