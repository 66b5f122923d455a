package dev.sfumato.diffusion.model;

import java.util.Map;

/**
 * A cost as text: numbers, field names, {@code + - * /}, parentheses, and {@code >}, which is 1
 * where it holds and 0 elsewhere. Booleans of a request count as 1 and 0.
 */
public final class CostFormula {
    private final String text;
    private final Map<String, Double> fields;
    private int at;

    private CostFormula(String text, Map<String, Double> fields) {
        this.text = text.replace(" ", "");
        this.fields = fields;
    }

    /**
     * The value of {@code formula}.
     *
     * @throws IllegalArgumentException if it can't be read or names a field that isn't there
     */
    public static double evaluate(String formula, Map<String, Double> fields) {
        var reader = new CostFormula(formula, fields);
        double value = reader.comparison();
        if (reader.at != reader.text.length()) {
            throw reader.unreadable();
        }
        return value;
    }

    private double comparison() {
        double left = sum();
        return take('>') ? (left > sum() ? 1 : 0) : left;
    }

    private double sum() {
        double value = product();
        while (true) {
            if (take('+')) {
                value += product();
            } else if (take('-')) {
                value -= product();
            } else {
                return value;
            }
        }
    }

    private double product() {
        double value = factor();
        while (true) {
            if (take('*')) {
                value *= factor();
            } else if (take('/')) {
                value /= factor();
            } else {
                return value;
            }
        }
    }

    private double factor() {
        if (take('(')) {
            double value = comparison();
            if (!take(')')) {
                throw unreadable();
            }
            return value;
        }
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at))
                        || "._".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.isEmpty()) {
            throw unreadable();
        }
        if (Character.isDigit(word.charAt(0))) {
            return Double.parseDouble(word);
        }
        Double value = fields.get(word);
        if (value == null) {
            throw new IllegalArgumentException(
                    "a cost formula can't use '%s', there are %s".formatted(word, fields.keySet()));
        }
        return value;
    }

    private boolean take(char symbol) {
        if (at < text.length() && text.charAt(at) == symbol) {
            at++;
            return true;
        }
        return false;
    }

    private IllegalArgumentException unreadable() {
        return new IllegalArgumentException(
                "a cost formula can't be read from character %d on: %s".formatted(at, text));
    }
}
