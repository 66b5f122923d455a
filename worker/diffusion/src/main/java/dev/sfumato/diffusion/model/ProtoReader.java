package dev.sfumato.diffusion.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over one Protocol Buffers message: field after field, without a schema. A message that
 * ends early shows as {@link java.nio.BufferUnderflowException} or {@link
 * IndexOutOfBoundsException}.
 */
final class ProtoReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final ByteBuffer buffer;
    private int field;
    private int wire;
    private int start;

    ProtoReader(ByteBuffer message) {
        buffer = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves to the next field; false at the end. The former one must have been read or skipped. */
    boolean next() {
        if (!buffer.hasRemaining()) {
            return false;
        }
        start = buffer.position();
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        return true;
    }

    int field() {
        return field;
    }

    int wire() {
        return wire;
    }

    /** Where the current field's tag begins, from the message's start. */
    int start() {
        return start;
    }

    /** Where the cursor stands, from the message's start. */
    int position() {
        return buffer.position();
    }

    boolean hasRemaining() {
        return buffer.hasRemaining();
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = buffer.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("a number of more than ten bytes");
    }

    /** The bytes of a length-delimited field, not copied. */
    ByteBuffer bytes() {
        int length = Math.toIntExact(varint());
        ByteBuffer slice = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return slice;
    }

    String text() {
        return StandardCharsets.UTF_8.decode(bytes()).toString();
    }

    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> buffer.position(buffer.position() + 8);
            case BYTES -> bytes();
            case FIXED32 -> buffer.position(buffer.position() + 4);
            default -> throw new IndexOutOfBoundsException("wire type " + wire);
        }
    }
}
