package dev.sfumato.diffusion.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a weighted prompt from left to right; what an open bracket holds is known at its end. */
final class WeightParser {

    private static final double STEP = 1.1;
    private static final double MOST = 100;
    private static final Pattern BREAK = Pattern.compile("\\bBREAK\\b");
    private static final Pattern WEIGHT =
            Pattern.compile(":\\s*([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+))\\s*\\)");

    /** A part as far as it is known; {@code first} where a section begins. */
    private record Part(String text, double weight, boolean first) {}

    private final String prompt;
    private final Matcher weights;
    private final List<Part> parts = new ArrayList<>();
    private final Deque<Integer> round = new ArrayDeque<>();
    private final Deque<Integer> square = new ArrayDeque<>();
    private final StringBuilder pending = new StringBuilder();

    WeightParser(String prompt) {
        this.prompt = prompt;
        this.weights = WEIGHT.matcher(prompt);
    }

    List<List<WeightedText>> sections() {
        parts.add(new Part("", 1, true));
        for (int at = 0; at < prompt.length(); ) {
            at = read(at);
        }
        flush();
        while (!round.isEmpty()) {
            multiply(round.pop(), STEP);
        }
        while (!square.isEmpty()) {
            multiply(square.pop(), 1 / STEP);
        }
        return joined();
    }

    /** Reads the sign or letter at {@code at}; gives where the next one begins. */
    private int read(int at) {
        char sign = prompt.charAt(at);
        switch (sign) {
            case '\\' -> {
                boolean escapes =
                        at + 1 < prompt.length() && "()[]\\".indexOf(prompt.charAt(at + 1)) >= 0;
                pending.append(escapes ? prompt.charAt(at + 1) : sign);
                return escapes ? at + 2 : at + 1;
            }
            case '(' -> open(round);
            case '[' -> open(square);
            case ')' -> close(round, STEP, sign);
            case ']' -> close(square, 1 / STEP, sign);
            case ':' -> {
                if (!round.isEmpty() && weights.region(at, prompt.length()).lookingAt()) {
                    close(round, Double.parseDouble(weights.group(1)), sign);
                    return weights.end();
                }
                pending.append(sign);
            }
            default -> pending.append(sign);
        }
        return at + 1;
    }

    private void open(Deque<Integer> brackets) {
        flush();
        brackets.push(parts.size());
    }

    private void close(Deque<Integer> brackets, double factor, char sign) {
        if (brackets.isEmpty()) {
            pending.append(sign);
            return;
        }
        flush();
        multiply(brackets.pop(), factor);
    }

    private void multiply(int from, double factor) {
        for (int i = from; i < parts.size(); i++) {
            Part part = parts.get(i);
            double weight = Math.clamp(part.weight() * factor, -MOST, MOST);
            parts.set(i, new Part(part.text(), weight, part.first()));
        }
    }

    private void flush() {
        boolean first = false;
        for (String text : BREAK.split(pending, -1)) {
            if (first || !text.isEmpty()) {
                parts.add(new Part(text, 1, first));
            }
            first = true;
        }
        pending.setLength(0);
    }

    /** Neighbours of equal weight become one part, so that words aren't cut between them. */
    private List<List<WeightedText>> joined() {
        var sections = new ArrayList<List<WeightedText>>();
        for (Part part : parts) {
            if (part.first()) {
                sections.add(new ArrayList<>());
            }
            List<WeightedText> section = sections.getLast();
            WeightedText last = section.isEmpty() ? null : section.getLast();
            if (last != null && last.weight() == part.weight()) {
                section.removeLast();
                section.add(new WeightedText(last.text() + part.text(), part.weight()));
            } else if (!part.text().isEmpty()) {
                section.add(new WeightedText(part.text(), part.weight()));
            }
        }
        return sections.stream().map(List::copyOf).toList();
    }
}
