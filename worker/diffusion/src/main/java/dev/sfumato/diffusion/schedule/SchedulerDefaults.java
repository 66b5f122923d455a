package dev.sfumato.diffusion.schedule;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Constructor defaults per scheduler class, read once from {@code defaults.properties}. */
final class SchedulerDefaults {

    private static final Map<String, Map<String, @Nullable Object>> BY_CLASS = read();

    private SchedulerDefaults() {}

    static Map<String, @Nullable Object> of(String className) {
        return BY_CLASS.getOrDefault(className, Map.of());
    }

    private static Map<String, Map<String, @Nullable Object>> read() {
        var text = new Properties();
        try (InputStream in = SchedulerDefaults.class.getResourceAsStream("defaults.properties")) {
            if (in == null) {
                throw new IllegalStateException("defaults.properties is missing from the jar");
            }
            text.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var byClass = new HashMap<String, Map<String, @Nullable Object>>();
        for (String name : text.stringPropertyNames()) {
            int dot = name.indexOf('.');
            byClass.computeIfAbsent(name.substring(0, dot), key -> new TreeMap<>())
                    .put(name.substring(dot + 1), value(text.getProperty(name)));
        }
        byClass.replaceAll((key, values) -> Collections.unmodifiableMap(values));
        return byClass;
    }

    private static @Nullable Object value(String text) {
        return switch (text) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            case "[]" -> List.of();
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> number(text);
        };
    }

    private static Object number(String text) {
        if (text.matches("-?\\d+")) {
            return Integer.valueOf(text);
        }
        return text.matches("-?\\d.*") ? Double.valueOf(text) : text;
    }
}
