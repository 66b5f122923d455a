package dev.sfumato.platform.config;

/**
 * One broken rule of a configuration.
 *
 * @param key as {@code worker.slots}
 * @param rule what the value must be
 * @param value as received, {@code ***} for secrets, empty when absent
 */
public record Mistake(String key, String rule, String value) {
    @Override
    public String toString() {
        String got = value.isEmpty() ? "nothing" : "'" + value + "'";
        return "%s %s, got %s".formatted(key, rule, got);
    }
}
