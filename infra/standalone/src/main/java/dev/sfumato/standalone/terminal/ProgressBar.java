package dev.sfumato.standalone.terminal;

/** One line that shows how far a generation is. */
public final class ProgressBar {
    private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

    private ProgressBar() {}

    /**
     * The line, without a line end.
     *
     * @param step steps done, 0 to {@code steps}
     * @param steps at least 1
     * @param width columns of the bar itself, at least 1
     * @param seconds since the command began
     */
    public static String line(String label, int step, int steps, int width, double seconds) {
        int eighths = (int) Math.round((double) width * 8 * step / steps);
        String full = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
        int used = eighths / 8 + (eighths % 8 == 0 ? 0 : 1);
        String bar = full + "░".repeat(width - used);
        return "%s  %s  %d/%d  %.1f s".formatted(label, bar, step, steps, seconds);
    }
}
