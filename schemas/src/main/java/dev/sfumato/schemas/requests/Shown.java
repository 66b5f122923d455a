package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.databind.JsonNode;

/** Values as messages show them: at most {@value #MOST} characters. */
final class Shown {
    private static final int MOST = 80;

    private Shown() {}

    static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> quoted(value.textValue());
            case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO -> shortened(value.asText());
        };
    }

    static String of(Object value) {
        return value instanceof String text ? quoted(text) : shortened(value.toString());
    }

    static String quoted(String text) {
        return "'" + shortened(text) + "'";
    }

    static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        if (length <= MOST) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, MOST - 1)) + "…";
    }
}
