package dev.sfumato.schemas.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.Generation.Ending;
import dev.sfumato.schemas.events.Generation.Place;
import dev.sfumato.schemas.events.Generation.Runs;
import dev.sfumato.schemas.requests.RequestWriter;
import dev.sfumato.schemas.requests.ResolvedRequest;

import org.jspecify.annotations.Nullable;

/**
 * The object of {@code GET /v1/generations/{id}}. Every field is there; null is what isn't known.
 */
public final class GenerationJson {
    private GenerationJson() {}

    public static ObjectNode write(Generation generation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ResolvedRequest request = generation.request();
        Place place = generation.place();
        Ending ending = generation.ending();
        json.put("id", generation.subject().id().toString())
                .put("status", Parts.lower(generation.status()));
        json.set("request", request == null ? json.nullNode() : RequestWriter.write(request));
        json.set("progress", progress(generation.runs(), request));
        json.put("position", place == null ? null : (Integer) place.position())
                .put("expected_start", place == null ? null : Parts.time(place.expectedStart()))
                .put("attempt", generation.attempt());
        json.set("artifacts", Parts.artifacts(generation.artifacts()));
        json.set("timings", Parts.timings(ending == null ? null : ending.timings()));
        json.set("error", Parts.error(generation.error()));
        json.put("accepted_at", Parts.time(generation.acceptedAt()))
                .put("finished_at", Parts.time(generation.finishedAt()));
        return json;
    }

    private static ObjectNode progress(Runs runs, @Nullable ResolvedRequest request) {
        int steps = runs.steps() == 0 && request != null ? request.steps() : runs.steps();
        return JsonNodeFactory.instance.objectNode().put("step", runs.step()).put("steps", steps);
    }
}
