package dev.sfumato.schemas.cloudevents;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.schemas.requests.RequestReader;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * A CloudEvent of version 1.0 with JSON data, from either mode of the Kafka binding.
 *
 * @param id with which its source names it
 */
record CloudEvent(String id, String type, JsonNode data) {
    static final String STRUCTURED = "application/cloudevents+json";
    private static final int MOST = 500;

    /**
     * Reads structured mode: the value is the whole event.
     *
     * @throws IllegalArgumentException naming the rule that it breaks
     */
    static CloudEvent structured(byte[] value) {
        JsonNode event = RequestReader.parse(value);
        if (!event.isObject()) {
            throw new IllegalArgumentException("a CloudEvent must be a JSON object");
        }
        refuseTenant(event.has("tenant"));
        version(event.path("specversion").textValue());
        json(event.path("datacontenttype").textValue());
        String id = required("id", event.path("id").textValue());
        required("source", event.path("source").textValue());
        String type = required("type", event.path("type").textValue());
        if (event.has("data_base64")) {
            throw new IllegalArgumentException("data must be JSON, not data_base64");
        }
        if (!event.has("data")) {
            throw new IllegalArgumentException("data must be given");
        }
        return new CloudEvent(id, type, event.get("data"));
    }

    /**
     * Reads binary mode: attributes are headers, the value is the data.
     *
     * @throws IllegalArgumentException naming the rule that it breaks
     */
    static CloudEvent binary(BusRecord record, byte[] value) {
        refuseTenant(record.headers().containsKey("ce_tenant"));
        version(record.header("ce_specversion"));
        json(record.header("content-type"));
        String id = required("ce_id", record.header("ce_id"));
        required("ce_source", record.header("ce_source"));
        String type = required("ce_type", record.header("ce_type"));
        return new CloudEvent(id, type, RequestReader.parse(value));
    }

    private static void refuseTenant(boolean given) {
        if (given) {
            throw new IllegalArgumentException("tenant must be absent: the topic decides it");
        }
    }

    private static void version(@Nullable String version) {
        if (!"1.0".equals(version)) {
            throw new IllegalArgumentException("specversion must be 1.0");
        }
    }

    private static void json(@Nullable String type) {
        if (type == null) {
            return;
        }
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/json") && !bare.endsWith("+json")) {
            throw new IllegalArgumentException("the data's content type must be application/json");
        }
    }

    private static String required(String name, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > MOST) {
            throw new IllegalArgumentException(
                    "%s must be a text of 1 to %d characters".formatted(name, MOST));
        }
        return value;
    }
}
