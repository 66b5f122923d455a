package dev.sfumato.platform.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads typed values from a flat configuration and collects every mistake.
 *
 * <p>A wrong value yields a stand-in of the right type, so that reading goes on; {@link
 * #throwIfInvalid()} must follow before the values are used. A key that nobody read is a mistake.
 * An empty value counts as absent.
 */
public final class ConfigReader {
    private static final Pattern COMMA = Pattern.compile(",");

    private final Map<String, String> source;
    private final Set<String> known = new HashSet<>();
    private final Set<String> secrets = new HashSet<>();
    private final Set<String> reserved = new HashSet<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    public ConfigReader(Map<String, String> source) {
        this.source = new TreeMap<>(source);
    }

    /** A text that must be there. */
    public String text(String key) {
        return read(key, "must be set", "", Optional::of);
    }

    public String text(String key, String fallback) {
        return readOr(key, "must be a text", fallback, Optional::of);
    }

    public Optional<String> optionalText(String key) {
        return Optional.ofNullable(value(key));
    }

    public Optional<Secret> secret(String key) {
        secrets.add(key);
        return optionalText(key).map(Secret::new);
    }

    /** A path that must be there; whether the file exists isn't checked. */
    public Path path(String key) {
        return read(key, "must be a path", Path.of("."), ConfigReader::toPath);
    }

    public Path path(String key, Path fallback) {
        return readOr(key, "must be a path", fallback, ConfigReader::toPath);
    }

    public Optional<Path> optionalPath(String key) {
        return value(key) == null ? Optional.empty() : Optional.of(path(key));
    }

    /** A whole number from {@code min} to {@code max}. */
    public int integer(String key, int min, int max) {
        return read(key, integerRule(min, max), min, text -> toInteger(text, min, max));
    }

    public int integer(String key, int min, int max, int fallback) {
        return readOr(key, integerRule(min, max), fallback, text -> toInteger(text, min, max));
    }

    /** A number from {@code min} to {@code max}. */
    public double decimal(String key, double min, double max, double fallback) {
        String rule = "must be a number from %s to %s".formatted(min, max);
        return readOr(key, rule, fallback, text -> toDecimal(text, min, max));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, boolean fallback) {
        return readOr(key, "must be true or false", fallback, ConfigReader::toFlag);
    }

    /** A duration such as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}. */
    public Duration duration(String key, Duration min, Duration max, Duration fallback) {
        String rule =
                "must be a duration from %s to %s, as 250ms, 10s, 5m, 2h or 7d"
                        .formatted(Durations.format(min), Durations.format(max));
        return readOr(
                key,
                rule,
                fallback,
                text ->
                        Durations.parse(text)
                                .filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
    }

    /** Texts between commas, without the blanks around them; none of them empty. */
    public List<String> list(String key, List<String> fallback) {
        return readOr(key, "must be texts separated by commas", fallback, ConfigReader::toList);
    }

    /** One of an enum's constants, written in lower case with {@code -} for {@code _}. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        E[] all = type.getEnumConstants();
        String rule =
                Arrays.stream(all)
                        .map(ConfigReader::written)
                        .collect(Collectors.joining(", ", "must be one of ", ""));
        return readOr(
                key,
                rule,
                fallback,
                text -> Arrays.stream(all).filter(e -> written(e).equals(text)).findFirst());
    }

    /** Every key that begins with {@code prefix}, without it; they count as known. */
    public Map<String, String> group(String prefix) {
        var group = new TreeMap<String, String>();
        source.forEach(
                (key, text) -> {
                    if (key.startsWith(prefix) && key.length() > prefix.length()) {
                        known.add(key);
                        group.put(key.substring(prefix.length()), text);
                    }
                });
        return group;
    }

    /** Leaves keys with this prefix to another service that shares the configuration. */
    public void leave(String prefix) {
        reserved.add(prefix);
    }

    /** Reports a mistake that only the caller can see, such as two values that contradict. */
    public void reject(String key, String rule) {
        String text = value(key);
        String shown = text == null ? "" : secrets.contains(key) ? "***" : text;
        mistakes.add(new Mistake(key, rule, shown));
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidConfigException with every wrong value, absent key and unknown key
     */
    public void throwIfInvalid() {
        var all = new ArrayList<Mistake>(mistakes);
        for (String key : source.keySet()) {
            if (!known.contains(key) && reserved.stream().noneMatch(key::startsWith)) {
                // What stands under a misspelt key may be a secret.
                all.add(new Mistake(key, "isn't a known key", "***"));
            }
        }
        if (!all.isEmpty()) {
            all.sort(Comparator.comparing(Mistake::key));
            throw new InvalidConfigException(all);
        }
    }

    private @Nullable String value(String key) {
        known.add(key);
        String text = source.get(key);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private <T> T read(String key, String rule, T standIn, Function<String, Optional<T>> parser) {
        String text = value(key);
        Optional<T> parsed = text == null ? Optional.empty() : parser.apply(text);
        if (parsed.isEmpty()) {
            mistakes.add(new Mistake(key, rule, text == null ? "" : text));
        }
        return parsed.orElse(standIn);
    }

    private <T> T readOr(
            String key, String rule, T fallback, Function<String, Optional<T>> parser) {
        return value(key) == null ? fallback : read(key, rule, fallback, parser);
    }

    private static String integerRule(int min, int max) {
        return "must be a whole number from %d to %d".formatted(min, max);
    }

    private static Optional<Integer> toInteger(String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            return number < min || number > max ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> toDecimal(String text, double min, double max) {
        try {
            double number = Double.parseDouble(text);
            return number >= min && number <= max ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> toFlag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Path> toPath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> toList(String text) {
        List<String> parts = COMMA.splitAsStream(text).map(String::strip).toList();
        return parts.isEmpty() || parts.stream().anyMatch(String::isEmpty)
                ? Optional.empty()
                : Optional.of(parts);
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
