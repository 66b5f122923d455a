package dev.sfumato.diffusion.golden;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A parsed JSON value, read by name. */
public record Json(@Nullable Object value) {

    static Json of(@Nullable Object value) {
        return new Json(value);
    }

    public Map<String, @Nullable Object> object() {
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // JSON objects have text keys
            var object = (Map<String, @Nullable Object>) map;
            return object;
        }
        throw new AssertionError("not an object: " + value);
    }

    public Json get(String key) {
        return of(object().get(key));
    }

    public boolean has(String key) {
        return value instanceof Map<?, ?> map && map.get(key) != null;
    }

    public boolean isNull() {
        return value == null;
    }

    public List<?> list() {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new AssertionError("not a list: " + value);
    }

    public Stream<Json> items() {
        return list().stream().map(Json::of);
    }

    public String text() {
        return String.valueOf(value);
    }

    public double number() {
        return switch (value) {
            case Number number -> number.doubleValue();
            case String text -> Double.parseDouble(text);
            case null, default -> throw new AssertionError("not a number: " + value);
        };
    }

    public int integer() {
        return (int) number();
    }

    public double[] doubles() {
        return list().stream().mapToDouble(item -> of(item).number()).toArray();
    }

    public List<Double> numbers() {
        return list().stream().map(item -> of(item).number()).toList();
    }

    public int[] integers() {
        return list().stream().mapToInt(item -> of(item).integer()).toArray();
    }

    public float[] floats() {
        double[] doubles = doubles();
        var floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }
}
