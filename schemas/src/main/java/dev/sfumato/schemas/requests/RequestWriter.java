package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests as JSON: the body of {@code POST /v1/generations}, the modality's fields beside the
 * common ones. What is left open is left out. Equal requests give equal texts.
 */
public final class RequestWriter {
    private RequestWriter() {}

    /** What {@link RequestReader} reads as the same request. */
    public static ObjectNode write(GenerationRequest request) {
        ObjectNode json = modality(request.inputs(), request.parameters());
        text(json, "task", request.task());
        text(json, "model", request.model());
        json.put("prompt", request.prompt());
        text(json, "negative_prompt", request.negativePrompt());
        if (request.steps() != null) {
            json.put("steps", request.steps());
        }
        if (request.guidanceScale() != null) {
            json.put("guidance_scale", request.guidanceScale());
        }
        text(json, "scheduler", request.scheduler());
        if (request.seed() != null) {
            json.put("seed", request.seed());
        }
        text(json, "rng", request.rng());
        if (request.count() != null) {
            json.put("count", request.count());
        }
        service(json, request.priority(), request.deadline(), request.previews());
        if (request.quality() != null) {
            json.put("quality", Fields.lower(request.quality()));
        }
        if (request.output() != null) {
            json.set("output", output(request.output()));
        }
        extras(json, request.lora(), request.webhook(), request.metadata());
        return json;
    }

    /** With everything decided. */
    public static ObjectNode write(ResolvedRequest request) {
        ObjectNode json = modality(request.inputs(), request.parameters());
        json.put("task", request.task())
                .put("model", request.model())
                .put("prompt", request.prompt())
                .put("negative_prompt", request.negativePrompt())
                .put("steps", request.steps())
                .put("guidance_scale", request.guidanceScale())
                .put("scheduler", request.scheduler())
                .put("seed", request.seed())
                .put("rng", request.rng())
                .put("count", request.count());
        service(json, request.priority(), request.deadline(), request.previews());
        json.put("quality", Fields.lower(request.quality()));
        json.set("output", output(request.output()));
        extras(json, request.lora(), request.webhook(), request.metadata());
        return json;
    }

    // First, so that no parameter can take the place of a common field.
    private static ObjectNode modality(Map<String, String> inputs, Map<String, Object> parameters) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(parameters).forEach((name, value) -> json.set(name, Property.json(value)));
        new TreeMap<>(inputs).forEach(json::put);
        return json;
    }

    private static void service(
            ObjectNode json,
            @Nullable Priority priority,
            @Nullable Instant deadline,
            @Nullable Boolean previews) {
        if (priority != null) {
            json.put("priority", Fields.lower(priority));
        }
        if (deadline != null) {
            json.put("deadline", deadline.toString());
        }
        if (previews != null) {
            json.put("previews", previews);
        }
    }

    private static void extras(
            ObjectNode json,
            List<Lora> lora,
            @Nullable String webhook,
            Map<String, String> metadata) {
        if (!lora.isEmpty()) {
            ArrayNode adapters = json.putArray("lora");
            lora.forEach(l -> adapters.addObject().put("id", l.id()).put("weight", l.weight()));
        }
        text(json, "webhook", webhook);
        if (!metadata.isEmpty()) {
            ObjectNode entries = json.putObject("metadata");
            new TreeMap<>(metadata).forEach(entries::put);
        }
    }

    private static ObjectNode output(Output output) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("format", output.format())
                .put("quality", output.quality());
    }

    private static void text(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
