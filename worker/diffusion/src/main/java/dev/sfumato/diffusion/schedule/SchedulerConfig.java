package dev.sfumato.diffusion.schedule;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A scheduler configuration: what {@code scheduler_config.json} says, with the class's own defaults
 * for the keys it leaves out. Keys that the class doesn't know are kept, since another class may
 * need them. Immutable.
 */
public final class SchedulerConfig {

    private final SchedulerKind kind;
    private final Map<String, @Nullable Object> given;
    private final Map<String, @Nullable Object> values;

    private SchedulerConfig(SchedulerKind kind, Map<String, @Nullable Object> json) {
        this.kind = kind;
        var given = new TreeMap<String, @Nullable Object>(json);
        given.keySet().removeIf(key -> key.startsWith("_"));
        SolverNames.translate(kind, given);
        var values = new TreeMap<String, @Nullable Object>(kind.defaults());
        values.putAll(given);
        this.given = Collections.unmodifiableMap(given);
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Reads a parsed {@code scheduler_config.json}.
     *
     * @throws IllegalArgumentException if {@code _class_name} is missing or unknown
     */
    public static SchedulerConfig of(Map<String, ? extends @Nullable Object> json) {
        if (!(json.get("_class_name") instanceof String name)) {
            throw new IllegalArgumentException(
                    "scheduler config: _class_name must be a text, got " + json.get("_class_name"));
        }
        return of(SchedulerKind.named(name), json);
    }

    /** The same for a class chosen by the caller; {@code _class_name} is not looked at. */
    public static SchedulerConfig of(
            SchedulerKind kind, Map<String, ? extends @Nullable Object> json) {
        return new SchedulerConfig(kind, new TreeMap<>(json));
    }

    /** This configuration for another class: only keys that were given carry over. */
    public SchedulerConfig as(SchedulerKind kind) {
        return new SchedulerConfig(kind, given);
    }

    /** A copy in which {@code overrides} count as given. */
    public SchedulerConfig with(Map<String, ? extends @Nullable Object> overrides) {
        var merged = new TreeMap<String, @Nullable Object>(given);
        merged.putAll(overrides);
        return new SchedulerConfig(kind, merged);
    }

    public SchedulerKind kind() {
        return kind;
    }

    /** Whether the model behind it was trained for flow matching. */
    public boolean isFlow() {
        return kind.isFlow()
                || flag("use_flow_sigmas")
                || "flow_prediction".equals(values.get("prediction_type"));
    }

    /** Every key, given or by default, private keys (leading underscore) left out; sorted. */
    public Map<String, @Nullable Object> values() {
        return values;
    }

    /** True where the key has a value other than null. */
    public boolean has(String key) {
        return values.get(key) != null;
    }

    public boolean flag(String key) {
        Object value = values.get(key);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(key, "must be true or false");
    }

    public int integer(String key) {
        double value = number(key);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw wrong(key, "must be a whole number");
        }
        return (int) value;
    }

    /** The key's number; the texts {@code Infinity}, {@code -Infinity} and {@code NaN} count. */
    public double number(String key) {
        Object value = values.get(key);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if ("-Infinity".equals(value)) {
            return Double.NEGATIVE_INFINITY;
        }
        if ("Infinity".equals(value)) {
            return Double.POSITIVE_INFINITY;
        }
        if ("NaN".equals(value)) {
            return Double.NaN;
        }
        throw wrong(key, "must be a number");
    }

    /** The key's number, or {@code otherwise} where it is missing or null. */
    public double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    /** The key's numbers; empty where it is missing or null. */
    public List<Double> numbers(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
            return list.stream().map(item -> ((Number) item).doubleValue()).toList();
        }
        throw wrong(key, "must be a list of numbers");
    }

    /** The key's text, which must be one of {@code allowed}. */
    public String choice(String key, String... allowed) {
        if (values.get(key) instanceof String text && Arrays.asList(allowed).contains(text)) {
            return text;
        }
        throw wrong(key, "must be one of " + String.join(", ", allowed));
    }

    /** How this class's key, by the name given, breaks {@code rule}. */
    public IllegalArgumentException wrong(String key, String rule) {
        return new IllegalArgumentException(
                "%s: %s %s, got %s".formatted(kind.className(), key, rule, values.get(key)));
    }

    @Override
    public String toString() {
        return kind.className() + values;
    }
}
