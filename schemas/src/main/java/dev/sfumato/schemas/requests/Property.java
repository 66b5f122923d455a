package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One property of a {@link ParametersSchema}.
 *
 * @param type JSON Schema's name of it; empty if any will do
 * @param isInput whether its value is an artifact
 */
record Property(
        String type,
        boolean isInput,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        @Nullable BigDecimal multipleOf,
        List<Object> choices,
        @Nullable Object initial) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    static Property of(JsonNode schema) {
        if (!schema.isObject()) {
            throw new IllegalArgumentException("a property's schema must be an object");
        }
        List<Object> choices = new ArrayList<>();
        schema.path("enum").forEach(choice -> choices.add(plain(choice)));
        JsonNode initial = schema.path("default");
        String type = schema.path("type").asText("");
        return new Property(
                type,
                schema.path("contentEncoding").asText().equals("artifact"),
                decimal(schema.path("minimum")),
                decimal(schema.path("maximum")),
                decimal(schema.path("multipleOf")),
                choices,
                initial.isMissingNode() || initial.isNull() ? null : value(type, initial));
    }

    /** A JSON value as a request carries it: whole numbers as Integer or Long where it fits. */
    Object value(JsonNode node) {
        return value(type, node);
    }

    private static Object value(String type, JsonNode node) {
        if (type.equals("number") && node.isNumber()) {
            return node.doubleValue();
        }
        boolean whole =
                type.equals("integer") && node.isNumber() && node.canConvertToExactIntegral();
        if (whole && node.canConvertToInt()) {
            return node.intValue();
        }
        return whole && node.canConvertToLong() ? (Object) node.longValue() : plain(node);
    }

    private static Object plain(JsonNode node) {
        return node.isTextual() ? node.textValue() : JSON.convertValue(node, Object.class);
    }

    /** A value of {@link #value(JsonNode)} as JSON again. */
    static JsonNode json(Object value) {
        return switch (value) {
            case Integer whole -> NODES.numberNode(whole.intValue());
            case Long whole -> NODES.numberNode(whole.longValue());
            case Double number -> NODES.numberNode(number.doubleValue());
            case String text -> NODES.textNode(text);
            case Object other -> JSON.valueToTree(other);
        };
    }

    private static @Nullable BigDecimal decimal(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue()) ? node.decimalValue() : null;
    }

    /** What rule a value breaks; empty if none. */
    Optional<String> broken(Object value) {
        if (!hasType(value)) {
            return Optional.of("must be %s, got %s".formatted(aType(), Shown.of(value)));
        }
        if (!choices.isEmpty() && !choices.contains(value)) {
            String names = String.join(", ", choices.stream().map(Object::toString).toList());
            return Optional.of("must be one of %s, got %s".formatted(names, Shown.of(value)));
        }
        return value instanceof Number number ? brokenNumber(number) : Optional.empty();
    }

    private Optional<String> brokenNumber(Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            return Optional.of("must be a finite number, got " + number);
        }
        var value = new BigDecimal(number.toString());
        boolean low = minimum != null && value.compareTo(minimum) < 0;
        boolean high = maximum != null && value.compareTo(maximum) > 0;
        boolean between =
                multipleOf != null
                        && multipleOf.signum() > 0
                        && value.remainder(multipleOf).signum() != 0;
        return low || high || between
                ? Optional.of("must be %s, got %s".formatted(range(), Shown.of(number)))
                : Optional.empty();
    }

    private String range() {
        var range = new StringBuilder(aType());
        if (minimum != null && maximum != null) {
            range.append(" from ").append(minimum).append(" to ").append(maximum);
        } else if (minimum != null) {
            range.append(" of at least ").append(minimum);
        } else if (maximum != null) {
            range.append(" of at most ").append(maximum);
        }
        if (multipleOf != null) {
            range.append(", a multiple of ").append(multipleOf);
        }
        return range.toString();
    }

    private String aType() {
        return switch (type) {
            case "integer" -> "an integer";
            case "number" -> "a number";
            case "string" -> "a text";
            case "boolean" -> "true or false";
            case "array" -> "an array";
            case "object" -> "an object";
            default -> "a value";
        };
    }

    private boolean hasType(Object value) {
        return switch (type) {
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List<?>;
            case "object" -> value instanceof Map<?, ?>;
            default -> true;
        };
    }
}
