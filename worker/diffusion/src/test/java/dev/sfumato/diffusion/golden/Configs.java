package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Configurations compared as JSON: 1 is 1.0, and an infinite number may be a text. */
final class Configs {

    private Configs() {}

    static void same(Map<String, @Nullable Object> actual, Map<String, @Nullable Object> expected) {
        assertThat(plain(actual)).isEqualTo(plain(expected));
    }

    private static Map<String, @Nullable Object> plain(Map<String, @Nullable Object> config) {
        var out = new TreeMap<String, @Nullable Object>();
        config.forEach(
                (key, value) -> {
                    if (!key.startsWith("_")) {
                        out.put(key, plain(value));
                    }
                });
        return out;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case String text when text.matches("-?Infinity|NaN") -> Double.valueOf(text);
            case List<?> list -> list.stream().map(Configs::plain).toList();
            case null, default -> value;
        };
    }
}
