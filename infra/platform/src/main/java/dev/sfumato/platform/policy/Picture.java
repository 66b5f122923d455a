package dev.sfumato.platform.policy;

import dev.sfumato.schemas.events.GenerationId;

/**
 * A picture that nobody has seen yet. Its bytes are lent: a check must not change them.
 *
 * @param preview whether it only shows how the picture forms; one that is refused is left out, and
 *     the generation goes on
 */
@SuppressWarnings("ArrayRecordComponent") // in transit: never compared
public record Picture(
        String tenant, GenerationId id, String mediaType, byte[] bytes, boolean preview) {}
