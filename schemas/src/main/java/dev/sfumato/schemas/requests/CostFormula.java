package dev.sfumato.schemas.requests;

import java.util.Map;

/**
 * Evaluates the formula with which a model states its work: numbers, names of fields, {@code + - *
 * /} and parentheses. One thread.
 */
final class CostFormula {
    private static final int MOST_CHARACTERS = 1000;

    private final String text;
    private final Map<String, Double> fields;
    private int at;

    private CostFormula(String text, Map<String, Double> fields) {
        this.text = text;
        this.fields = fields;
    }

    /**
     * The value of a formula.
     *
     * @param fields values by name
     * @throws IllegalArgumentException if the formula can't be read, names another field, or its
     *     value isn't a positive finite number
     */
    static double evaluate(String formula, Map<String, Double> fields) {
        if (formula.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "cost must have at most %d characters, got %d"
                            .formatted(MOST_CHARACTERS, formula.length()));
        }
        var reader = new CostFormula(formula, fields);
        double value = reader.sum();
        if (reader.peek() != 0) {
            throw reader.unexpected();
        }
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("cost must be positive and finite, got " + value);
        }
        return value;
    }

    private double sum() {
        double value = product();
        for (char sign = peek(); sign == '+' || sign == '-'; sign = peek()) {
            at++;
            double next = product();
            value = sign == '+' ? value + next : value - next;
        }
        return value;
    }

    private double product() {
        double value = factor();
        for (char sign = peek(); sign == '*' || sign == '/'; sign = peek()) {
            at++;
            double next = factor();
            value = sign == '*' ? value * next : value / next;
        }
        return value;
    }

    private double factor() {
        char next = peek();
        if (next == '(') {
            at++;
            double value = sum();
            if (peek() != ')') {
                throw unexpected();
            }
            at++;
            return value;
        }
        if (next == '-') {
            at++;
            return -factor();
        }
        return isName(next) ? field() : number();
    }

    private double field() {
        int start = at;
        while (at < text.length() && (isName(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        String name = text.substring(start, at);
        Double value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "cost must name fields of the request, got " + Shown.quoted(name));
        }
        return value;
    }

    private double number() {
        int start = at;
        while (at < text.length() && isNumber(start)) {
            at++;
        }
        try {
            return Double.parseDouble(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw unexpected();
        }
    }

    private boolean isNumber(int start) {
        char c = text.charAt(at);
        boolean exponent = at > start && (c == 'e' || c == 'E');
        boolean sign =
                at > start
                        && (c == '-' || c == '+')
                        && Character.toLowerCase(text.charAt(at - 1)) == 'e';
        return isDigit(c) || c == '.' || exponent || sign;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isName(char c) {
        return c == '_' || (c >= 'a' && c <= 'z');
    }

    /** The next character that isn't a space; NUL at the end. */
    private char peek() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException(
                "cost must be a formula over request fields, got %s wrong at character %d"
                        .formatted(Shown.quoted(text), at));
    }
}
