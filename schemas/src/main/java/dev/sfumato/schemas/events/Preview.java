package dev.sfumato.schemas.events;

import java.time.Instant;
import java.util.UUID;

/**
 * A small picture of what a run predicts so far; the value of {@code sfumato.previews}. Owns its
 * bytes.
 *
 * @param step steps done when it was made
 * @param image index among the request's {@code count}, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit: never compared
public record Preview(
        Subject subject,
        Instant at,
        UUID runId,
        int step,
        int image,
        String mediaType,
        byte[] bytes) {}
