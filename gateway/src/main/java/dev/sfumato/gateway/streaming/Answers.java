package dev.sfumato.gateway.streaming;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;

/** What a socket answers to what its client sent. */
final class Answers {
    private Answers() {}

    static String submitted(@Nullable String ref, GenerationId id) {
        ObjectNode json = message("submitted");
        if (ref != null) {
            json.put("ref", ref);
        }
        return json.put("id", id.toString()).toString();
    }

    static String error(String code, String message, @Nullable String ref, @Nullable String id) {
        return problem(code, message, ref, id).toString();
    }

    /** A problem as HTTP would answer it, with its violations. */
    static String error(Problem problem, @Nullable String ref, @Nullable GenerationId id) {
        ObjectNode json =
                problem(problem.code(), problem.detail(), ref, id == null ? null : id.toString());
        if (!problem.violations().isEmpty()) {
            ArrayNode violations = json.putArray("violations");
            problem.violations()
                    .forEach(
                            violation ->
                                    violations
                                            .addObject()
                                            .put("path", violation.path())
                                            .put("message", violation.message()));
        }
        if (problem.retryAfter() != null) {
            json.put("retry_after_ms", problem.retryAfter().toMillis());
        }
        return json.toString();
    }

    private static ObjectNode problem(
            String code, String message, @Nullable String ref, @Nullable String id) {
        ObjectNode json = message("error").put("code", code).put("message", message);
        if (ref != null) {
            json.put("ref", ref);
        }
        if (id != null) {
            json.put("id", id);
        }
        return json;
    }

    private static ObjectNode message(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
