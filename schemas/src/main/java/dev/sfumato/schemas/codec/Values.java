package dev.sfumato.schemas.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Conversions that every mapping needs. */
final class Values {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Values() {}

    static <T, R> List<R> all(List<T> values, Function<T, R> mapping) {
        return values.isEmpty() ? List.of() : values.stream().map(mapping).toList();
    }

    static <T, R> @Nullable R maybe(@Nullable T value, Function<T, R> mapping) {
        return value == null ? null : mapping.apply(value);
    }

    /** Times travel as microseconds. */
    static @Nullable Instant micros(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS);
    }

    static String json(Map<String, Object> object) {
        String plain = plain(object);
        try {
            return plain != null ? plain : JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("parameters must be JSON values", e);
        }
    }

    /** The same text for what nearly every request has, names of whole numbers; else null. */
    private static @Nullable String plain(Map<String, Object> object) {
        var text = new StringBuilder(64).append('{');
        for (Map.Entry<String, Object> entry : new TreeMap<>(object).entrySet()) {
            boolean whole = entry.getValue() instanceof Integer || entry.getValue() instanceof Long;
            if (!whole || !isName(entry.getKey())) {
                return null;
            }
            text.append(text.length() == 1 ? "\"" : ",\"").append(entry.getKey()).append("\":");
            text.append(((Number) entry.getValue()).longValue());
        }
        return text.append('}').toString();
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z') && c != '_') {
                return false;
            }
        }
        return true;
    }

    static Map<String, Object> object(String json) {
        try {
            return JSON.readValue(json, OBJECT);
        } catch (JsonProcessingException e) {
            // The cause would quote the content.
            throw new MalformedRecordException("a JSON object inside can't be read");
        }
    }
}
