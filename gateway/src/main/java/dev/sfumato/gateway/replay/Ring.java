package dev.sfumato.gateway.replay;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** The last records of a partition, up to a number and a size. One thread. */
final class Ring {
    private final int maxRecords;
    private final long maxBytes;
    private final ArrayDeque<ConsumerRecord<@Nullable String, byte @Nullable []>> records =
            new ArrayDeque<>();
    private long bytes;
    private long start;
    private long end;

    /**
     * An empty ring.
     *
     * @param start offset of the first record that will come
     */
    Ring(int maxRecords, long maxBytes, long start) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.start = start;
        this.end = start;
    }

    /** The ring holds every record from this offset on. */
    long start() {
        return start;
    }

    /** Offset after the last record. */
    long end() {
        return end;
    }

    void add(ConsumerRecord<@Nullable String, byte @Nullable []> record) {
        records.addLast(record);
        bytes += size(record);
        end = record.offset() + 1;
        while (records.size() > maxRecords || bytes > maxBytes) {
            ConsumerRecord<@Nullable String, byte @Nullable []> oldest = records.removeFirst();
            bytes -= size(oldest);
            start = oldest.offset() + 1;
        }
    }

    /** Visits the records of a key from an offset on, in order. */
    void visit(
            String key,
            long from,
            Consumer<ConsumerRecord<@Nullable String, byte @Nullable []>> visitor) {
        for (ConsumerRecord<@Nullable String, byte @Nullable []> record : records) {
            if (record.offset() >= from && key.equals(record.key())) {
                visitor.accept(record);
            }
        }
    }

    private static int size(ConsumerRecord<@Nullable String, byte @Nullable []> record) {
        return Math.max(0, record.serializedValueSize()) + 64;
    }
}
