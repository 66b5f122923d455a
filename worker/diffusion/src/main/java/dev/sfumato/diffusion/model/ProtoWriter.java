package dev.sfumato.diffusion.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Appends Protocol Buffers fields. */
final class ProtoWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Appends bytes as they are: whole fields of another message. */
    void raw(ByteBuffer fields) {
        var copy = new byte[fields.remaining()];
        fields.duplicate().get(copy);
        out.writeBytes(copy);
    }

    void bytes(int field, byte[] value) {
        varint((long) field << 3 | ProtoReader.BYTES);
        varint(value.length);
        out.writeBytes(value);
    }

    void text(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void number(int field, long value) {
        varint((long) field << 3 | ProtoReader.VARINT);
        varint(value);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
