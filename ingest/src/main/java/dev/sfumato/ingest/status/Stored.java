package dev.sfumato.ingest.status;

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
 */
record Stored(@Nullable Generation generation, int partition, long first, long last) {
    private static final Codec<Generation> GENERATIONS = Codecs.generations();
    private static final int HEADER = Integer.BYTES + 2 * Long.BYTES;

    byte[] encode() {
        byte[] state = generation == null ? new byte[0] : GENERATIONS.encode(generation);
        return ByteBuffer.allocate(HEADER + state.length)
                .putInt(partition)
                .putLong(first)
                .putLong(last)
                .put(state)
                .array();
    }

    static Stored decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int partition = in.getInt();
        long first = in.getLong();
        long last = in.getLong();
        byte[] state = new byte[in.remaining()];
        in.get(state);
        Generation generation = state.length == 0 ? null : GENERATIONS.decode(state);
        return new Stored(generation, partition, first, last);
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
