package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fields of one JSON object. Every method gives null for a field that is absent, null or wrong,
 * and notes what is wrong. One thread.
 */
final class Fields {
    private final JsonNode object;
    private final String prefix;
    private final Violations violations;
    private final Set<String> read = new HashSet<>();

    /**
     * @param prefix path of the object, with a dot at its end unless it's the whole body
     */
    Fields(JsonNode object, String prefix, Violations violations) {
        this.object = object;
        this.prefix = prefix;
        this.violations = violations;
    }

    String path(String name) {
        return prefix + Shown.shortened(name);
    }

    @Nullable JsonNode get(String name) {
        read.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable Integer integer(String name, int least, int most) {
        Long value = integer(name, (long) least, most);
        return value == null ? null : value.intValue();
    }

    @Nullable Long integer(String name, long least, long most) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        boolean integer =
                node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToLong();
        if (!integer || node.longValue() < least || node.longValue() > most) {
            violations.add(
                    path(name),
                    "must be an integer from %d to %d, got %s"
                            .formatted(least, most, Shown.of(node)));
            return null;
        }
        return node.longValue();
    }

    @Nullable Double number(String name, int least, int most) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        if (!node.isNumber() || !(node.doubleValue() >= least && node.doubleValue() <= most)) {
            violations.add(
                    path(name),
                    "must be a number from %d to %d, got %s"
                            .formatted(least, most, Shown.of(node)));
            return null;
        }
        return node.doubleValue();
    }

    @Nullable Boolean bool(String name) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        if (!node.isBoolean()) {
            violations.add(path(name), "must be true or false, got " + Shown.of(node));
            return null;
        }
        return node.booleanValue();
    }

    /** A name of something; it's shown when it's wrong. */
    @Nullable String name(String name, int most) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        String text = node.textValue();
        if (text == null || text.isBlank() || text.length() > most || !WellFormed.is(text)) {
            violations.add(
                    path(name),
                    "must be a text of 1 to %d characters, got %s".formatted(most, Shown.of(node)));
            return null;
        }
        return text;
    }

    /** A user's own words, without space around them: never shown, only their length is. */
    @Nullable String words(String name, int least, int most) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        if (!node.isTextual()) {
            violations.add(path(name), "must be a text, got " + kind(node));
            return null;
        }
        String text = node.textValue().strip();
        int length = text.codePointCount(0, text.length());
        if (length < least || length > most) {
            violations.add(
                    path(name),
                    "must have %d to %d characters, got %d".formatted(least, most, length));
            return null;
        }
        if (!WellFormed.is(text)) {
            violations.add(path(name), "must be well-formed Unicode, got half a surrogate pair");
            return null;
        }
        return text;
    }

    @Nullable String choice(String name, List<String> choices) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        if (!node.isTextual() || !choices.contains(node.textValue())) {
            violations.add(
                    path(name),
                    "must be one of %s, got %s"
                            .formatted(String.join(", ", choices), Shown.of(node)));
            return null;
        }
        return node.textValue();
    }

    <E extends Enum<E>> @Nullable E choice(String name, E[] constants) {
        if (get(name) == null) {
            return null;
        }
        List<String> choices = new ArrayList<>(constants.length);
        for (E constant : constants) {
            choices.add(lower(constant));
        }
        String choice = choice(name, choices);
        return choice == null ? null : constants[choices.indexOf(choice)];
    }

    @Nullable Instant time(String name) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(node.asText());
            // Years of more digits are ISO 8601, not RFC 3339, and overflow microseconds.
            if (node.isTextual() && time.getYear() >= 0 && time.getYear() <= 9999) {
                return time.toInstant().truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeParseException e) {
            // Falls through to the one message.
        }
        violations.add(
                path(name),
                "must be a time as in 2026-12-01T12:00:00Z (RFC 3339), got " + Shown.of(node));
        return null;
    }

    @Nullable Fields object(String name) {
        JsonNode node = get(name);
        if (node == null) {
            return null;
        }
        if (!node.isObject()) {
            violations.add(path(name), "must be an object, got " + Shown.of(node));
            return null;
        }
        return new Fields(node, path(name) + '.', violations);
    }

    /** Refuses every field that was not asked for; its value isn't shown, it may be a prompt. */
    void refuseOthers() {
        for (String name : names()) {
            if (!read.contains(name)) {
                violations.add(path(name), "isn't a field of this request");
            }
        }
    }

    List<String> names() {
        List<String> names = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
