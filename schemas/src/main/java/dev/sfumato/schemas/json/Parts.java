package dev.sfumato.schemas.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.Timings;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Objects inside the objects. */
final class Parts {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Parts() {}

    static ArrayNode artifacts(List<Artifact> artifacts) {
        ArrayNode array = NODES.arrayNode();
        artifacts.forEach(artifact -> array.add(artifact(artifact)));
        return array;
    }

    private static ObjectNode artifact(Artifact artifact) {
        ObjectNode json = NODES.objectNode();
        json.put("id", artifact.id())
                .put("media_type", artifact.mediaType())
                .put("bytes", artifact.bytes())
                .put("sha256", artifact.sha256())
                .put("seed", artifact.seed())
                .put("url", "/v1/artifacts/" + artifact.id());
        json.set("attributes", JSON.valueToTree(artifact.attributes()));
        return json;
    }

    static JsonNode timings(@Nullable Timings timings) {
        if (timings == null) {
            return NODES.nullNode();
        }
        return NODES.objectNode()
                .put("queued_ms", timings.queuedMs())
                .put("encode_ms", timings.encodeMs())
                .put("denoise_ms", timings.denoiseMs())
                .put("decode_ms", timings.decodeMs())
                .put("total_ms", timings.totalMs());
    }

    static JsonNode error(@Nullable GenerationError error) {
        if (error == null) {
            return NODES.nullNode();
        }
        return NODES.objectNode()
                .put("code", error.code())
                .put("message", error.message())
                .put("retryable", error.retryable());
    }

    /** RFC 3339 in UTC, with as many digits as the time has. */
    static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
