package dev.sfumato.schemas.cloudevents;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A Kafka record without its place. Owns its bytes.
 *
 * @param headers the last of each name
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit: never compared
public record BusRecord(
        byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {
    public BusRecord {
        headers = Map.copyOf(headers);
    }

    /** A header as text; null if it's absent. */
    @Nullable String header(String name) {
        byte[] bytes = headers.get(name);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
