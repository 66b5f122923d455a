package dev.sfumato.ingest.status;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Generation;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the store keeps of a generation: its state and where its events lie.
 *
 * @param generation null once it was purged: later events of it are ignored
 * @param partition of {@code sfumato.events}
 * @param first offset of its first event
 * @param last offset of the last one that counted
 * @param traceparent W3C trace context of whoever asked for it; null when they didn't trace
 */
record Stored(
        @Nullable Generation generation,
        int partition,
        long first,
        long last,
        @Nullable String traceparent) {
    private static final Codec<Generation> GENERATIONS = Codecs.generations();
    private static final int TRACE_BYTES = 55;
    private static final int HEADER = Integer.BYTES + 2 * Long.BYTES;

    byte[] encode() {
        byte[] state = generation == null ? new byte[0] : GENERATIONS.encode(generation);
        byte[] trace = traceparent == null ? new byte[0] : traceparent.getBytes(US_ASCII);
        return ByteBuffer.allocate(HEADER + trace.length + state.length)
                .putInt(partition)
                .putLong(first)
                .putLong(last)
                .put(trace)
                .put(state)
                .array();
    }

    static Stored decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int partition = in.getInt();
        long first = in.getLong();
        long last = in.getLong();
        // A trace begins with a digit, a state with Avro's marker.
        boolean traced = in.hasRemaining() && in.get(in.position()) > 0;
        byte[] trace = new byte[traced ? TRACE_BYTES : 0];
        in.get(trace);
        byte[] state = new byte[in.remaining()];
        in.get(state);
        Generation generation = state.length == 0 ? null : GENERATIONS.decode(state);
        String traceparent = traced ? new String(trace, US_ASCII) : null;
        return new Stored(generation, partition, first, last, traceparent);
    }

    /** As the view shows it to its tenant; empty for others and once purged. */
    Optional<StatusView.Known> shownTo(String tenant) {
        if (generation == null || !generation.subject().tenant().equals(tenant)) {
            return Optional.empty();
        }
        return Optional.of(
                new StatusView.Known(generation, partition + "-" + first, partition + "-" + last));
    }
}
