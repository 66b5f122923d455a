package dev.sfumato.ingest.webhooks;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How an attempt went: a record of {@code sfumato.webhooks} without a value, all in its headers.
 *
 * @param attempt the first is 1
 * @param failure null when it was delivered
 * @param hopeless whether another attempt can't help
 * @param asked how long the receiver wants to be left alone; null when it didn't say
 */
record Tried(int attempt, @Nullable String failure, boolean hopeless, @Nullable Duration asked) {
    private static final String ATTEMPT = "attempt";
    private static final String FAILURE = "failure";
    private static final String HOPELESS = "hopeless";
    private static final String ASKED = "retry_after_ms";

    Tried(int attempt, @Nullable String failure, boolean hopeless) {
        this(attempt, failure, hopeless, null);
    }

    Headers headers() {
        var headers = new RecordHeaders();
        headers.add(ATTEMPT, bytes(Integer.toString(attempt)));
        if (failure != null) {
            headers.add(FAILURE, bytes(failure));
            headers.add(HOPELESS, bytes(Boolean.toString(hopeless)));
        }
        if (asked != null) {
            headers.add(ASKED, bytes(Long.toString(asked.toMillis())));
        }
        return headers;
    }

    /** Reads what {@link #headers} wrote; null when the headers aren't of that kind. */
    static @Nullable Tried read(Headers headers) {
        String attempt = text(headers, ATTEMPT);
        if (attempt == null || !attempt.matches("[0-9]{1,4}")) {
            return null;
        }
        return new Tried(
                Integer.parseInt(attempt),
                text(headers, FAILURE),
                Boolean.parseBoolean(text(headers, HOPELESS)),
                millis(text(headers, ASKED)));
    }

    private static @Nullable Duration millis(@Nullable String text) {
        return text == null || !text.matches("[0-9]{1,15}")
                ? null
                : Duration.ofMillis(Long.parseLong(text));
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
