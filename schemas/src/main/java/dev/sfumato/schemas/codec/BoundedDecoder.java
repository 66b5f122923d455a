package dev.sfumato.schemas.codec;

import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads Avro's binary encoding from an array, and believes no length: one that says more than there
 * are bytes left is refused before anything is allocated. One thread.
 */
final class BoundedDecoder extends Decoder {
    private final ByteBuffer in;

    BoundedDecoder(byte[] bytes, int offset) {
        this.in =
                ByteBuffer.wrap(bytes, offset, bytes.length - offset)
                        .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Checks that everything was read.
     *
     * @throws IOException if bytes are left
     */
    void expectEnd() throws IOException {
        if (in.hasRemaining()) {
            throw new IOException(in.remaining() + " bytes follow the value");
        }
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        return switch (next()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new IOException("a boolean must be 0 or 1");
        };
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new IOException("an int must fit 32 bits");
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = next();
            bits |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw new IOException("a long must end within 10 bytes");
    }

    @Override
    public float readFloat() throws IOException {
        need(Float.BYTES);
        return in.getFloat();
    }

    @Override
    public double readDouble() throws IOException {
        need(Double.BYTES);
        return in.getDouble();
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public String readString() throws IOException {
        ByteBuffer bytes = take(readLong());
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }

    @Override
    public void skipString() throws IOException {
        take(readLong());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        ByteBuffer bytes = take(readLong());
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    @Override
    public void skipBytes() throws IOException {
        take(readLong());
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        need(length);
        in.get(bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return items();
    }

    @Override
    public long arrayNext() throws IOException {
        return items();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return items();
    }

    @Override
    public long mapNext() throws IOException {
        return items();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    /** Items of the next block; none of our items is shorter than a byte. */
    private long items() throws IOException {
        long count = readLong();
        if (count < 0) {
            need(readLong());
            count = -count;
        }
        need(count);
        return count;
    }

    /** Passes over the blocks that state their size; items of the first that doesn't. */
    private long skipBlocks() throws IOException {
        long count = readLong();
        while (count < 0) {
            take(readLong());
            count = readLong();
        }
        need(count);
        return count;
    }

    private byte next() throws IOException {
        need(1);
        return in.get();
    }

    private ByteBuffer take(long length) throws IOException {
        need(length);
        ByteBuffer slice = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    private void need(long length) throws IOException {
        if (length < 0 || length > in.remaining()) {
            throw new EOFException(
                    "a length of %d with %d bytes left".formatted(length, in.remaining()));
        }
    }
}
