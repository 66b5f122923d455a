package dev.sfumato.schemas.events;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * Which generation a client's key means.
 *
 * @param clientKey what results echo; null when the key is itself the id
 */
public record Identity(GenerationId id, @Nullable String clientKey) {
    private static final Duration OWN_ID = Duration.ofDays(1);

    /**
     * Of a request to generate: a version 7 UUID of the last day is the id; any other key always
     * gives the same id, so that a retry can't make a second picture.
     *
     * @param at when the request was made; the record's own time where it's read from a log, so
     *     that reading it again gives the same
     */
    public static Identity of(String tenant, String key, Instant at) {
        GenerationId own = uuid(key);
        return own != null && own.isRecent(at, OWN_ID)
                ? new Identity(own, null)
                : new Identity(GenerationId.ofKey(tenant, key), key);
    }

    /**
     * Of a request to cancel: an id of any age, or the key that the generation was asked for with.
     */
    public static GenerationId named(String tenant, String idOrKey) {
        GenerationId id = uuid(idOrKey);
        boolean ours = id != null && (id.value().version() == 7 || id.value().version() == 5);
        return ours ? id : GenerationId.ofKey(tenant, idOrKey);
    }

    private static @Nullable GenerationId uuid(String text) {
        try {
            return GenerationId.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
