package dev.sfumato.benchmarks.batching;

import java.util.List;
import java.util.Locale;

/**
 * Lines over a common horizontal axis, the vertical one logarithmic, as a piece of SVG.
 *
 * @param title above the lines
 * @param lines at least one, each with a point for each of {@code at}, or for the first ones
 * @param at where on the horizontal axis, ascending
 */
record LinePlot(String title, List<Double> at, List<Line> lines) {
    static final int WIDTH = 400;
    static final int HEIGHT = 320;
    private static final int LEFT = 48;
    private static final int RIGHT = 16;
    private static final int TOP = 36;
    private static final int BOTTOM = 40;
    private static final double[] MARKS = {1, 2, 5};

    /**
     * One line.
     *
     * @param color as CSS says it
     * @param values above 0
     */
    record Line(String name, String color, List<Double> values) {
        Line {
            values = List.copyOf(values);
        }
    }

    LinePlot {
        at = List.copyOf(at);
        lines = List.copyOf(lines);
    }

    /** A document that shows plots side by side, with the names of the first one's lines above. */
    static String document(List<LinePlot> plots, String axis) {
        var text = new StringBuilder();
        int width = plots.size() * WIDTH;
        text.append(
                ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0"
                                + " 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n")
                        .formatted(width, HEIGHT + 24, width, HEIGHT + 24));
        text.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        int left = LEFT;
        for (Line line : plots.getFirst().lines) {
            text.append(
                    ("<line x1=\"%d\" y1=\"14\" x2=\"%d\" y2=\"14\" stroke=\"%s\""
                                    + " stroke-width=\"3\"/><text x=\"%d\" y=\"18\">%s</text>\n")
                            .formatted(left, left + 24, line.color, left + 30, line.name));
            left += 60 + 8 * line.name.length();
        }
        for (int i = 0; i < plots.size(); i++) {
            text.append("<g transform=\"translate(%d 24)\">\n".formatted(i * WIDTH));
            text.append(plots.get(i).svg(axis)).append("</g>\n");
        }
        return text.append("</svg>\n").toString();
    }

    private String svg(String axis) {
        var text = new StringBuilder();
        text.append(text(LEFT, 20, "start", title));
        text.append(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", axis));
        for (double decade = Math.pow(10, Math.floor(Math.log10(least())));
                decade <= most();
                decade *= 10) {
            for (double mark : MARKS) {
                double value = mark * decade;
                if (value >= least() && value <= most()) {
                    text.append(rule(y(value)));
                    text.append(text(LEFT - 6, y(value) + 4, "end", number(value)));
                }
            }
        }
        for (double x : at) {
            text.append(text(x(x), HEIGHT - BOTTOM + 16, "middle", number(x)));
        }
        lines.forEach(line -> text.append(path(line)));
        return text.toString();
    }

    private String path(Line line) {
        var points = new StringBuilder();
        var dots = new StringBuilder();
        for (int i = 0; i < line.values.size(); i++) {
            double x = x(at.get(i));
            double y = y(line.values.get(i));
            points.append(format("%.1f,%.1f ", x, y));
            dots.append(
                    format(
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
                            x, y, line.color));
        }
        return format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n%s",
                points.toString().strip(), line.color, dots);
    }

    private double x(double value) {
        double from = at.getFirst();
        double share = at.size() < 2 ? 0.5 : (value - from) / (at.getLast() - from);
        return LEFT + 12 + share * (WIDTH - LEFT - RIGHT - 24);
    }

    private double y(double value) {
        double share = Math.log(value / least()) / Math.log(most() / least());
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private double least() {
        return 0.9 * values().min().orElse(1);
    }

    private double most() {
        return 1.1 * values().max().orElse(1);
    }

    private java.util.stream.DoubleStream values() {
        return lines.stream().flatMap(line -> line.values.stream()).mapToDouble(value -> value);
    }

    private static String rule(double y) {
        return format(
                "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>\n",
                LEFT, y, WIDTH - RIGHT, y);
    }

    private static String text(double x, double y, String anchor, String words) {
        return format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#333\">%s</text>\n",
                x, y, anchor, words);
    }

    private static String number(double value) {
        return format("%.3f", value).replaceAll("\\.?0+$", "");
    }

    @SuppressWarnings("AnnotateFormatMethod") // private: every pattern stands with its values
    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
