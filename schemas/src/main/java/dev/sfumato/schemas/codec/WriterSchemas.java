package dev.sfumato.schemas.codec;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The schemas, by fingerprint, with which values of one kind may have been written. */
final class WriterSchemas {
    static final int HEADER_BYTES = 10;
    private static final short MARKER = (short) 0xc301;

    private final String name;
    private final long own;
    private final Map<Long, Schema> known;

    private WriterSchemas(String name, long own, Map<Long, Schema> known) {
        this.name = name;
        this.own = own;
        this.known = known;
    }

    /** A schema, with the versions of it that releases wrote. */
    static WriterSchemas of(Schema schema, List<Schema> released) {
        long own = SchemaNormalization.parsingFingerprint64(schema);
        Map<Long, Schema> known = new HashMap<>();
        for (Schema version : released) {
            known.put(SchemaNormalization.parsingFingerprint64(version), version);
        }
        known.put(own, schema);
        return new WriterSchemas(schema.getName(), own, Map.copyOf(known));
    }

    /** What a value written now begins with. */
    byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putShort(MARKER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(own)
                .array();
    }

    /** Whether a value begins with a header of ours. */
    boolean know(byte[] bytes) {
        return bytes.length >= HEADER_BYTES
                && ByteBuffer.wrap(bytes).getShort() == MARKER
                && known.containsKey(fingerprint(bytes));
    }

    /**
     * The schema of the writer.
     *
     * @throws MalformedRecordException unless the header is one of ours
     */
    Schema of(byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new MalformedRecordException(
                    "%s needs at least %d bytes, got %d"
                            .formatted(name, HEADER_BYTES, bytes.length));
        }
        short marker = ByteBuffer.wrap(bytes).getShort();
        if (marker != MARKER) {
            throw new MalformedRecordException(
                    "%s must begin with c301 (Avro single-object encoding), got %s"
                            .formatted(name, HexFormat.of().toHexDigits(marker)));
        }
        long fingerprint = fingerprint(bytes);
        Schema schema = known.get(fingerprint);
        if (schema == null) {
            throw new MalformedRecordException(
                    "%s has a schema fingerprint of no known version: %s"
                            .formatted(name, HexFormat.of().toHexDigits(fingerprint)));
        }
        return schema;
    }

    private static long fingerprint(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(Short.BYTES);
    }
}
