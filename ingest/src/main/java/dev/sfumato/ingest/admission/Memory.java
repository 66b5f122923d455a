package dev.sfumato.ingest.admission;

import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Admission's stores. One stream thread. */
final class Memory {

    /** How long an id can't be used again, from the latest end that its request may have. */
    static final Duration KEPT = Duration.ofDays(30);

    private static final Duration EARLY = Duration.ofMinutes(10);
    private static final int FORGOTTEN_AT_ONCE = 10_000;

    private final KeyValueStore<String, byte[]> decided;
    private final KeyValueStore<String, byte[]> expiries;
    private final KeyValueStore<String, byte[]> parked;
    private final KeyValueStore<String, byte[]> early;

    Memory(ProcessorContext<String, byte[]> context) {
        decided = context.getStateStore(AdmissionTopology.DECIDED);
        expiries = context.getStateStore(AdmissionTopology.EXPIRIES);
        parked = context.getStateStore(AdmissionTopology.PARKED);
        early = context.getStateStore(AdmissionTopology.EARLY);
    }

    @Nullable Decided decided(GenerationId id) {
        byte[] bytes = decided.get(id.toString());
        return bytes == null ? null : Decided.CODEC.decode(bytes);
    }

    void remember(Decided value) {
        String id = value.event().subject().id().toString();
        decided.put(id, Decided.CODEC.encode(value));
        expiries.put(expiry(ended(value.event()).plus(KEPT)) + id, new byte[0]);
    }

    @Nullable Parked parked(GenerationId id) {
        byte[] bytes = parked.get(id.toString());
        return bytes == null ? null : Parked.CODEC.decode(bytes);
    }

    void park(Parked value) {
        parked.put(value.command().id().toString(), Parked.CODEC.encode(value));
    }

    void unpark(GenerationId id) {
        parked.delete(id.toString());
    }

    /** Everything that waits, what was asked for first first. */
    List<Parked> parked() {
        List<Parked> all = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> rows = parked.all()) {
            rows.forEachRemaining(row -> all.add(Parked.CODEC.decode(row.value)));
        }
        all.sort(Comparator.comparing(parked -> parked.command().at()));
        return all;
    }

    /** Remembers a cancel that came before its request. */
    void cancelEarly(Command.Cancel cancel, Instant now) {
        byte[] tenant = cancel.tenant().getBytes(StandardCharsets.UTF_8);
        byte[] value =
                ByteBuffer.allocate(Long.BYTES + tenant.length)
                        .putLong(now.plus(EARLY).toEpochMilli())
                        .put(tenant)
                        .array();
        early.put(cancel.id().toString(), value);
    }

    /** Whether the tenant has cancelled a request before it came. */
    boolean wasCancelled(GenerationId id, String tenant, Instant now) {
        byte[] value = early.get(id.toString());
        if (value == null || ByteBuffer.wrap(value).getLong() < now.toEpochMilli()) {
            return false;
        }
        int length = value.length - Long.BYTES;
        return new String(value, Long.BYTES, length, StandardCharsets.UTF_8).equals(tenant);
    }

    /** Drops what is too old to matter. */
    void forget(Instant now) {
        List<String> due = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> rows = expiries.range("", expiry(now))) {
            while (rows.hasNext() && due.size() < FORGOTTEN_AT_ONCE) {
                KeyValue<String, byte[]> row = rows.next();
                due.add(row.key);
            }
        }
        for (String key : due) {
            expiries.delete(key);
            decided.delete(key.substring(expiry(now).length()));
        }
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> rows = early.all()) {
            rows.forEachRemaining(
                    row -> {
                        if (ByteBuffer.wrap(row.value).getLong() < now.toEpochMilli()) {
                            old.add(row.key);
                        }
                    });
        }
        old.forEach(early::delete);
    }

    /** The latest end that the request may have. */
    private static Instant ended(GenerationEvent event) {
        return event instanceof GenerationEvent.Accepted accepted
                ? accepted.request().deadline()
                : event.at();
    }

    /** Sorts like the time. */
    private static String expiry(Instant at) {
        return "%016x".formatted(at.toEpochMilli());
    }
}
