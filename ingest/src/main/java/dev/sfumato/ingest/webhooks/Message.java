package dev.sfumato.ingest.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.json.GenerationJson;
import dev.sfumato.schemas.requests.ResolvedRequest;

import java.util.Locale;
import java.util.Optional;

/**
 * What a receiver gets; the same at every attempt.
 *
 * @param id of the message, by which a receiver knows a repeat
 * @param body JSON: {@code type}, {@code timestamp}, and {@code data} as {@code GET} answers it
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit: never compared
record Message(String id, String tenant, String url, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The message of an ended generation; empty when nobody asked for one. */
    static Optional<Message> of(Generation generation) {
        ResolvedRequest request = generation.request();
        if (request == null || request.webhook() == null) {
            return Optional.empty();
        }
        ObjectNode json = JSON.createObjectNode();
        json.put("type", "generation." + generation.status().name().toLowerCase(Locale.ROOT))
                .put("timestamp", String.valueOf(generation.finishedAt()));
        json.set("data", GenerationJson.write(generation));
        return Optional.of(
                new Message(
                        "msg_" + generation.subject().id(),
                        generation.subject().tenant(),
                        request.webhook(),
                        bytes(json)));
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        }
    }
}
