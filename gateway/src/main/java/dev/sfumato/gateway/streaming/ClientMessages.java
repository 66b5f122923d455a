package dev.sfumato.gateway.streaming;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.gateway.replay.EventId;
import dev.sfumato.gateway.streaming.ClientMessage.Cancel;
import dev.sfumato.gateway.streaming.ClientMessage.Generate;
import dev.sfumato.gateway.streaming.ClientMessage.Subscribe;
import dev.sfumato.gateway.streaming.ClientMessage.Unsubscribe;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Reads what clients send. */
final class ClientMessages {
    private static final int MAX_REF = 256;
    private static final int MAX_ECHO = 40;
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private ClientMessages() {}

    /**
     * Reads one message.
     *
     * @throws ProtocolException unless it is one of the contract's, without unknown fields
     */
    static ClientMessage read(String text) throws ProtocolException {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ProtocolException("malformed", "the message must be JSON", null, null);
        }
        if (!(json instanceof ObjectNode object)) {
            throw new ProtocolException(
                    "malformed", "the message must be a JSON object", null, null);
        }
        return new Reader(object).read();
    }

    private record Reader(ObjectNode json) {
        ClientMessage read() throws ProtocolException {
            String type = text("type");
            return switch (type == null ? "" : type) {
                case "generate" -> generate();
                case "subscribe" -> subscribe();
                case "unsubscribe" -> new Unsubscribe(id("type", "id"));
                case "cancel" -> new Cancel(id("type", "id"));
                default ->
                        throw refuse(
                                "unknown_type",
                                "type must be generate, subscribe, unsubscribe or cancel, got "
                                        + (type == null ? "nothing" : quote(type)));
            };
        }

        private Generate generate() throws ProtocolException {
            only("type", "ref", "idempotency_key", "request");
            JsonNode request = json.get("request");
            if (request == null || !request.isObject()) {
                throw invalid("request must be an object");
            }
            return new Generate(bounded("ref"), bounded("idempotency_key"), request);
        }

        private Subscribe subscribe() throws ProtocolException {
            GenerationId id = id("type", "id", "after");
            String after = text("after");
            if (after == null) {
                return new Subscribe(id, null);
            }
            try {
                return new Subscribe(id, EventId.parse(after));
            } catch (IllegalArgumentException e) {
                throw refuse("invalid_cursor", "after must be the id of an event, as 7-10425");
            }
        }

        private GenerationId id(String... known) throws ProtocolException {
            only(known);
            String id = text("id");
            if (id == null) {
                throw invalid("id must be set");
            }
            try {
                return GenerationId.parse(id);
            } catch (IllegalArgumentException e) {
                throw invalid("id must be a UUID");
            }
        }

        private void only(String... known) throws ProtocolException {
            List<String> names = Arrays.asList(known);
            for (Iterator<String> fields = json.fieldNames(); fields.hasNext(); ) {
                String field = fields.next();
                if (!names.contains(field)) {
                    throw invalid(
                            "%s isn't known, known are %s"
                                    .formatted(quote(field), String.join(", ", names)));
                }
            }
        }

        private @Nullable String bounded(String field) throws ProtocolException {
            String text = text(field);
            if (text != null && (text.isEmpty() || text.length() > MAX_REF)) {
                throw invalid("%s must have 1 to %d characters".formatted(field, MAX_REF));
            }
            return text;
        }

        private @Nullable String text(String field) throws ProtocolException {
            JsonNode value = json.get(field);
            if (value == null || value.isNull()) {
                return null;
            }
            if (!value.isTextual()) {
                throw invalid(field + " must be a text");
            }
            return value.textValue();
        }

        private ProtocolException invalid(String message) {
            return refuse("invalid_message", message);
        }

        private ProtocolException refuse(String code, String message) {
            return new ProtocolException(code, message, echo("ref"), echo("id"));
        }

        /** What the client can recognise its question by. */
        private @Nullable String echo(String field) {
            String text = json.path(field).textValue();
            return text == null || text.length() > MAX_REF ? null : text;
        }
    }

    private static String quote(String text) {
        return "'" + (text.length() > MAX_ECHO ? text.substring(0, MAX_ECHO) + "…" : text) + "'";
    }
}
