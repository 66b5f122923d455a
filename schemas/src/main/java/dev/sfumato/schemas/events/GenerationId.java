package dev.sfumato.schemas.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Identity of one generation, and the key of every record about it. */
public record GenerationId(UUID value) {
    private static final UUID NAMESPACE = UUID.fromString("3d5f7c0e-9a54-5e0b-8f0d-5f756d61746f");

    /**
     * A fresh time-ordered id (UUID version 7, RFC 9562).
     *
     * @param now wall clock, millisecond precision
     * @param random source of the 74 random bits
     */
    public static GenerationId fresh(Instant now, RandomGenerator random) {
        // At once: each draw from a secure source costs as much as all of them.
        byte[] drawn = new byte[2 * Long.BYTES];
        random.nextBytes(drawn);
        ByteBuffer bits = ByteBuffer.wrap(drawn);
        long high = (now.toEpochMilli() << 16) | 0x7000L | (bits.getLong() & 0x0fffL);
        long low = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new GenerationId(new UUID(high, low));
    }

    /** The id that a tenant's own key always maps to (UUID version 5 of tenant, NUL, key). */
    public static GenerationId ofKey(String tenant, String key) {
        byte[] name = (tenant + '\0' + key).getBytes(StandardCharsets.UTF_8);
        MessageDigest sha1 = sha1();
        sha1.update(
                ByteBuffer.allocate(16)
                        .putLong(NAMESPACE.getMostSignificantBits())
                        .putLong(NAMESPACE.getLeastSignificantBits())
                        .array());
        ByteBuffer digest = ByteBuffer.wrap(sha1.digest(name));
        long high = (digest.getLong() & ~0xf000L) | 0x5000L;
        long low = (digest.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new GenerationId(new UUID(high, low));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws IllegalArgumentException unless {@code text} is a canonical UUID
     */
    public static GenerationId parse(String text) {
        UUID uuid;
        try {
            uuid = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("id must be a UUID, got '" + text + "'", e);
        }
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("id must be a UUID, got '" + text + "'");
        }
        return new GenerationId(uuid);
    }

    /**
     * Whether a client may bring this id itself: a version 7 UUID made within {@code age} of now.
     */
    public boolean isRecent(Instant now, Duration age) {
        if (value.version() != 7) {
            return false;
        }
        Instant made = Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
        return made.isAfter(now.minus(age)) && made.isBefore(now.plus(age));
    }

    @Override
    public String toString() {
        return value.toString();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
