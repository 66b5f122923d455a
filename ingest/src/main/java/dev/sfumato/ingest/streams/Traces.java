package dev.sfumato.ingest.streams;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** W3C trace context in records' headers. */
public final class Traces {
    /** Names the header. */
    public static final String HEADER = "traceparent";

    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private Traces() {}

    /** The trace that a record belongs to; null for none, or for what isn't one. */
    public static @Nullable String of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return null;
        }
        String text = new String(header.value(), StandardCharsets.US_ASCII);
        return FORM.matcher(text).matches() ? text : null;
    }

    /** Headers of a record of that trace. */
    public static Headers headers(@Nullable String trace) {
        Headers headers = new RecordHeaders();
        if (trace != null) {
            headers.add(HEADER, trace.getBytes(StandardCharsets.US_ASCII));
        }
        return headers;
    }
}
