package dev.sfumato.schemas.codec;

/** Turns values of one kind into record bytes and back. Any thread. */
public interface Codec<T> {
    byte[] encode(T value);

    /**
     * Reads what {@link #encode} wrote, or what an older or newer release wrote.
     *
     * @throws MalformedRecordException if the bytes aren't a value of this kind; the message says
     *     why
     */
    T decode(byte[] bytes);
}
