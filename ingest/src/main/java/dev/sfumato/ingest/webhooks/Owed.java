package dev.sfumato.ingest.webhooks;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Generation;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * A delivery that hasn't ended.
 *
 * @param attempt the next one, the first being 1
 * @param due when it is to be made, milliseconds of the epoch
 * @param partition of {@code sfumato.webhooks}, where it was asked for
 * @param offset there
 * @param outcome encoded
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit: never compared
record Owed(int attempt, long due, int partition, long offset, byte[] outcome) {
    private static final int HEADER = 2 * Integer.BYTES + 2 * Long.BYTES;
    private static final char BETWEEN = '\0';
    private static final char AFTER = '\1';

    Owed again(int next, long at) {
        return new Owed(next, at, partition, offset, outcome);
    }

    Generation generation() {
        return Codecs.outcomes().decode(outcome).generation();
    }

    byte[] encode() {
        return ByteBuffer.allocate(HEADER + outcome.length)
                .putInt(attempt)
                .putLong(due)
                .putInt(partition)
                .putLong(offset)
                .put(outcome)
                .array();
    }

    static Owed decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int attempt = in.getInt();
        long due = in.getLong();
        int partition = in.getInt();
        long offset = in.getLong();
        byte[] outcome = new byte[in.remaining()];
        in.get(outcome);
        return new Owed(attempt, due, partition, offset, outcome);
    }

    /** Orders ids by when they are due. */
    String dueKey(String id) {
        return hex(due) + BETWEEN + id;
    }

    /** Behind everything that is due at {@code now}. */
    static String dueBy(long now) {
        return hex(now) + AFTER;
    }

    /** The id at the end of a due key. */
    static String id(String dueKey) {
        return dueKey.substring(dueKey.indexOf(BETWEEN) + 1);
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "%016x", value);
    }
}
