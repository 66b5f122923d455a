package dev.sfumato.gateway.replay;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The last records of a partition, up to a number and a size. They lie one behind the other in one
 * array, which the garbage collector needn't look into. One thread.
 */
final class Ring {
    private static final int FIRST_BYTES = 16 * 1024;
    private static final int HEAD = Long.BYTES + 2 * Integer.BYTES;

    private final int maxRecords;
    private final int maxBytes;
    private final byte[] head = new byte[HEAD];
    private final ByteBuffer fields = ByteBuffer.wrap(head);
    private byte[] bytes = new byte[FIRST_BYTES];
    private int first;
    private int used;
    private int records;
    private long start;
    private long end;

    /** Takes a record that was asked for. */
    @FunctionalInterface
    interface Visitor {
        void record(long offset, byte[] value);
    }

    /**
     * An empty ring.
     *
     * @param start offset of the first record that will come
     */
    Ring(int maxRecords, int maxBytes, long start) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.start = start;
        this.end = start;
    }

    /** The ring holds every record from this offset on that has a key and a value. */
    long start() {
        return start;
    }

    /** Offset after the last record. */
    long end() {
        return end;
    }

    /** Appends the record of the highest offset so far. */
    void add(long offset, @Nullable String key, byte @Nullable [] value) {
        end = offset + 1;
        if (key == null || value == null) {
            return;
        }
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int size = HEAD + name.length + value.length;
        while (records > 0 && (records == maxRecords || size > maxBytes - used)) {
            removeOldest();
        }
        if (size > maxBytes) {
            start = end;
            return;
        }
        grow(used + size);
        fields.clear().putLong(offset).putInt(name.length).putInt(value.length);
        append(head);
        append(name);
        append(value);
        records++;
    }

    /** Visits the records of a key from an offset on, in order. */
    void visit(String key, long from, Visitor visitor) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int place = first;
        for (int i = 0; i < records; i++) {
            readHead(place);
            long offset = fields.getLong();
            int nameLength = fields.getInt();
            int valueLength = fields.getInt();
            if (offset >= from && nameLength == name.length && isAt(place + HEAD, name)) {
                var value = new byte[valueLength];
                read(place + HEAD + nameLength, value);
                visitor.record(offset, value);
            }
            place = wrapped(place + HEAD + nameLength + valueLength);
        }
    }

    private void removeOldest() {
        readHead(first);
        start = fields.getLong() + 1;
        int size = HEAD + fields.getInt() + fields.getInt();
        first = wrapped(first + size);
        used -= size;
        records--;
    }

    private void grow(int wanted) {
        if (wanted > bytes.length) {
            int doubled = Math.max(wanted, 2 * bytes.length);
            var larger = new byte[Math.max(wanted, Math.min(maxBytes, doubled))];
            copy(first, larger, used);
            bytes = larger;
            first = 0;
        }
    }

    private void append(byte[] source) {
        int place = wrapped(first + used);
        int atEnd = Math.min(source.length, bytes.length - place);
        System.arraycopy(source, 0, bytes, place, atEnd);
        System.arraycopy(source, atEnd, bytes, 0, source.length - atEnd);
        used += source.length;
    }

    private void readHead(int place) {
        read(place, head);
        fields.clear();
    }

    private void read(int place, byte[] target) {
        copy(wrapped(place), target, target.length);
    }

    private void copy(int place, byte[] target, int length) {
        int atEnd = Math.min(length, bytes.length - place);
        System.arraycopy(bytes, place, target, 0, atEnd);
        System.arraycopy(bytes, 0, target, atEnd, length - atEnd);
    }

    private boolean isAt(int place, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (bytes[wrapped(place + i)] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Places are below twice the array's length. */
    private int wrapped(int place) {
        return place < bytes.length ? place : place - bytes.length;
    }
}
