package dev.sfumato.gateway.replay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an event stands in the log; written {@code partition-offset}, as {@code 7-10425}.
 *
 * @param partition of {@code sfumato.events}, 0 or more
 * @param offset 0 or more; orders the events of a generation
 */
public record EventId(int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})-([0-9]{1,18})");

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException unless {@code text} is one
     */
    public static EventId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "an event id must be partition-offset, as 7-10425, got "
                            + text.length()
                            + " other characters");
        }
        return new EventId(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
