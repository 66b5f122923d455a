package dev.sfumato.diffusion.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A part of a prompt and how much it counts.
 *
 * @param text words without the weight's own signs
 * @param weight 1 leaves the words as they are
 */
public record WeightedText(String text, double weight) {

    private static final double STEP = 1.1;
    private static final double MOST = 10;

    /**
     * Reads the weights in a prompt: {@code (words:1.3)} sets one, {@code (words)} multiplies by
     * 1.1, {@code [words]} divides by it; they nest and multiply. {@code \(} is a plain
     * parenthesis. Signs without a partner, and numbers that aren't in 0..10, stay text.
     */
    public static List<WeightedText> parse(String prompt) {
        return new Parser(prompt).parse();
    }

    /** The prompt's words alone. */
    public static String plain(String prompt) {
        var text = new StringBuilder();
        parse(prompt).forEach(part -> text.append(part.text()));
        return text.toString();
    }

    private WeightedText times(double factor) {
        return new WeightedText(text, weight * factor);
    }

    /** Reads left to right; an open sign is remembered until its partner comes. */
    private static final class Parser {

        /** An open sign and the index of the first part behind it. */
        private record Open(char sign, int first) {}

        private final String prompt;
        private final List<WeightedText> parts = new ArrayList<>();
        private final Deque<Open> open = new ArrayDeque<>();
        private final StringBuilder pending = new StringBuilder();

        Parser(String prompt) {
            this.prompt = prompt;
        }

        List<WeightedText> parse() {
            for (int i = 0; i < prompt.length(); i++) {
                char c = prompt.charAt(i);
                switch (c) {
                    case '\\' -> {
                        boolean escapes =
                                i + 1 < prompt.length()
                                        && "()[]\\".indexOf(prompt.charAt(i + 1)) >= 0;
                        pending.append(escapes ? prompt.charAt(++i) : c);
                    }
                    case '(', '[' -> opened(c);
                    case ')' -> closed('(', STEP, c);
                    case ']' -> closed('[', 1 / STEP, c);
                    default -> pending.append(c);
                }
            }
            flush();
            while (!open.isEmpty()) {
                Open left = open.pop();
                parts.add(left.first(), new WeightedText(String.valueOf(left.sign()), 1));
            }
            return joined();
        }

        private void opened(char sign) {
            flush();
            open.push(new Open(sign, parts.size()));
        }

        private void closed(char sign, double step, char c) {
            Open left = open.peek();
            if (left == null || left.sign() != sign) {
                pending.append(c);
                return;
            }
            open.pop();
            double factor = sign == '(' ? ownWeight(step) : step;
            flush();
            for (int i = left.first(); i < parts.size(); i++) {
                parts.set(i, parts.get(i).times(factor));
            }
        }

        /** The number behind the last colon before a closing parenthesis, taken off the text. */
        private double ownWeight(double otherwise) {
            int colon = pending.lastIndexOf(":");
            String digits = colon < 0 ? "" : pending.substring(colon + 1).strip();
            if (!digits.matches("\\d{1,4}(\\.\\d{0,6})?|\\.\\d{1,6}")) {
                return otherwise;
            }
            double weight = Double.parseDouble(digits);
            if (weight > MOST) {
                return otherwise;
            }
            pending.setLength(colon);
            return weight;
        }

        private void flush() {
            if (!pending.isEmpty()) {
                parts.add(new WeightedText(pending.toString(), 1));
                pending.setLength(0);
            }
        }

        /** Neighbours of equal weight as one part, so that words aren't cut between them. */
        private List<WeightedText> joined() {
            var out = new ArrayList<WeightedText>();
            for (WeightedText part : parts) {
                WeightedText last = out.isEmpty() ? null : out.getLast();
                if (last != null && last.weight() == part.weight()) {
                    out.set(
                            out.size() - 1,
                            new WeightedText(last.text() + part.text(), part.weight));
                } else {
                    out.add(part);
                }
            }
            return List.copyOf(out);
        }
    }
}
