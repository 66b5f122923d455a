package dev.sfumato.ingest.status;

import dev.sfumato.schemas.events.Generation;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/** Keys of the list and expiry indexes; their byte order is the order in which they are read. */
public final class Keys {
    private static final char BETWEEN = '\0';
    private static final char AFTER = '\1';

    private Keys() {}

    /** Orders a tenant's generations newest accepted first. */
    static String listing(Generation generation) {
        return listing(
                generation.subject().tenant(),
                generation.acceptedAt(),
                generation.finishedAt(),
                generation.subject().id().toString());
    }

    /** Where a generation stands in its tenant's list. */
    public static String listing(
            String tenant, @Nullable Instant accepted, @Nullable Instant finished, String id) {
        Instant sorted = accepted != null ? accepted : finished != null ? finished : Instant.EPOCH;
        return tenant + BETWEEN + hex(Long.MAX_VALUE - sorted.toEpochMilli()) + BETWEEN + id;
    }

    /** The id at the end of a listing or expiry key. */
    static String id(String key) {
        return key.substring(key.lastIndexOf(BETWEEN) + 1);
    }

    static String listingFrom(String tenant) {
        return tenant + BETWEEN;
    }

    static String listingTo(String tenant) {
        return tenant + AFTER;
    }

    /** Orders ids by when they may be forgotten. */
    static String expiry(Instant at, String id) {
        return hex(at.toEpochMilli()) + BETWEEN + id;
    }

    /** Behind every expiry key up to an instant. */
    static String expiryTo(Instant at) {
        return hex(at.toEpochMilli()) + AFTER;
    }

    /** The opaque form of a listing key. */
    public static String cursor(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The listing key of a cursor.
     *
     * @throws IllegalArgumentException if it is none of that tenant's
     */
    static String key(String tenant, String cursor) {
        String key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        if (!key.startsWith(listingFrom(tenant))) {
            throw new IllegalArgumentException("cursor must be the 'next' of an earlier page");
        }
        return key;
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "%016x", value);
    }
}
