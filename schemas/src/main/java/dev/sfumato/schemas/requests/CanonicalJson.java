package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The one text of a JSON value, by the JSON Canonicalization Scheme (RFC 8785). Beyond it, an
 * integer that no double equals keeps its digits, so that two large seeds never look alike.
 */
final class CanonicalJson {
    private static final long EXACT = 1L << 53;

    private final StringBuilder out = new StringBuilder(512);

    private CanonicalJson() {}

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException if a text holds half a surrogate pair, or a number isn't
     *     finite
     */
    static String of(JsonNode value) {
        var json = new CanonicalJson();
        json.write(value);
        return json.out.toString();
    }

    private void write(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> object(value);
            case ARRAY -> array(value);
            case STRING, BINARY -> text(value.asText());
            case NUMBER -> out.append(number(value));
            case BOOLEAN -> out.append(value.booleanValue());
            case NULL, MISSING -> out.append("null");
            case POJO -> throw new IllegalArgumentException("a value must be plain JSON");
        }
    }

    private void object(JsonNode object) {
        out.append('{');
        String comma = "";
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        fields.sort(Map.Entry.comparingByKey());
        for (Map.Entry<String, JsonNode> field : fields) {
            out.append(comma);
            text(field.getKey());
            out.append(':');
            write(field.getValue());
            comma = ",";
        }
        out.append('}');
    }

    private void array(JsonNode array) {
        out.append('[');
        String comma = "";
        for (JsonNode item : array) {
            out.append(comma);
            write(item);
            comma = ",";
        }
        out.append(']');
    }

    private void text(String text) {
        if (!WellFormed.is(text)) {
            throw new IllegalArgumentException("a text must be well-formed Unicode");
        }
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, plain, i);
                escape(c);
                plain = i + 1;
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> out.append("\\u%04x".formatted((int) c));
        }
    }

    private static String number(JsonNode value) {
        if (value.isIntegralNumber()) {
            if (value.canConvertToLong() && isExact(value.longValue())) {
                return Long.toString(value.longValue());
            }
            BigInteger integer = value.bigIntegerValue();
            double nearest = integer.doubleValue();
            boolean exact =
                    Double.isFinite(nearest)
                            && new BigDecimal(nearest).compareTo(new BigDecimal(integer)) == 0;
            return exact ? number(nearest) : integer.toString();
        }
        return number(value.doubleValue());
    }

    /** A number as ECMAScript writes it: the fewest digits that name it. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a number must be finite, got " + value);
        }
        if (value == (long) value && isExact((long) value)) {
            return Long.toString((long) value);
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        return (value < 0 ? "-" : "") + placed(digits, point);
    }

    /** Whether a double holds the number and all its neighbours. */
    private static boolean isExact(long value) {
        return -EXACT <= value && value <= EXACT;
    }

    /** ECMA-262, Number::toString: {@code point} digits stand before the decimal point. */
    private static String placed(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + '.' + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String exponent = (point > 0 ? "e+" : "e-") + Math.abs(point - 1);
        return count == 1
                ? digits + exponent
                : digits.charAt(0) + "." + digits.substring(1) + exponent;
    }

    // Java gives the shortest digits, but two at least: one is enough for some of the smallest
    // numbers.
    private static BigDecimal shortest(double value) {
        var digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (digits.precision() == 2) {
            var one = digits.round(new java.math.MathContext(1));
            if (one.doubleValue() == value) {
                return one.stripTrailingZeros();
            }
        }
        return digits;
    }
}
