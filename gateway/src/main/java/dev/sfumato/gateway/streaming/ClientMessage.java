package dev.sfumato.gateway.streaming;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.gateway.replay.EventId;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;

/** What a client asks for on its socket. */
sealed interface ClientMessage {
    /**
     * Make something.
     *
     * @param ref the client's name for the question, repeated in the answer
     * @param idempotencyKey makes asking again safe
     */
    record Generate(@Nullable String ref, @Nullable String idempotencyKey, JsonNode request)
            implements ClientMessage {}

    record Subscribe(GenerationId id, @Nullable EventId after) implements ClientMessage {}

    record Unsubscribe(GenerationId id) implements ClientMessage {}

    record Cancel(GenerationId id) implements ClientMessage {}
}
