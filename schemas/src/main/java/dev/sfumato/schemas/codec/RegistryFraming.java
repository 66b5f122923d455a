package dev.sfumato.schemas.codec;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Avro values of the topic doors as schema registries frame them: a zero, the schema's id in four
 * bytes, the value. Which of our schemas an id means is configured, so that no registry is asked.
 */
public final class RegistryFraming {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    private final Map<Integer, byte[]> headers = new HashMap<>();

    /**
     * Knows these ids.
     *
     * @param schemas id in the registry to {@code generate} or {@code cancel}
     * @throws IllegalArgumentException for another name
     */
    public RegistryFraming(Map<Integer, String> schemas) {
        schemas.forEach((id, name) -> headers.put(id, DoorCodec.header(name)));
    }

    /** Whether a value is framed so. */
    public static boolean is(byte[] value) {
        return value.length >= HEADER_BYTES && value[0] == MAGIC;
    }

    /**
     * The same value in Avro's own single-object encoding.
     *
     * @throws MalformedRecordException for an id that isn't known
     */
    public byte[] singleObject(byte[] value) {
        int id = ByteBuffer.wrap(value).getInt(1);
        byte[] header = headers.get(id);
        if (header == null) {
            throw new MalformedRecordException(
                    "the schema registry's id %d isn't one of those configured: %s"
                            .formatted(id, headers.keySet()));
        }
        return ByteBuffer.allocate(header.length + value.length - HEADER_BYTES)
                .put(header)
                .put(value, HEADER_BYTES, value.length - HEADER_BYTES)
                .array();
    }
}
