package dev.sfumato.platform.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}.
 */
final class Durations {
    private static final Pattern SHORT = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");

    private Durations() {}

    /** Empty unless {@code text} is in the short form or in ISO 8601. */
    static Optional<Duration> parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        try {
            return Optional.of(
                    matcher.matches()
                            ? of(Long.parseLong(matcher.group(1)), matcher.group(2))
                            : Duration.parse(text));
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** The shortest exact form. */
    static String format(Duration duration) {
        long ms = duration.toMillis();
        if (ms % 1000 != 0) {
            return ms + "ms";
        }
        long seconds = ms / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes % 60 != 0) {
            return minutes + "m";
        }
        return minutes % 1440 == 0 ? minutes / 1440 + "d" : minutes / 60 + "h";
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
