package dev.sfumato.schemas.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Cancelled;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Expired;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Rejected;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.requests.RequestWriter;

import org.jspecify.annotations.Nullable;

/** The objects that WebSocket and SSE send. */
public final class EventJson {
    private EventJson() {}

    /** The name of an event's type, also SSE's {@code event:}. */
    public static String type(GenerationEvent event) {
        return switch (event) {
            case Accepted ignored -> "accepted";
            case Queued ignored -> "queued";
            case Started ignored -> "started";
            case Progress ignored -> "progress";
            case Yielded ignored -> "yielded";
            case Completed ignored -> "completed";
            case Failed ignored -> "failed";
            case Cancelled ignored -> "cancelled";
            case Expired ignored -> "expired";
            case Rejected ignored -> "rejected";
        };
    }

    /** Whether clients are told; {@code yielded} is between worker and dispatch. */
    public static boolean isPublic(GenerationEvent event) {
        return !(event instanceof Yielded);
    }

    /**
     * An event.
     *
     * @param eventId its place in the log, {@code <partition>-<offset>}
     */
    public static ObjectNode write(GenerationEvent event, String eventId) {
        ObjectNode json =
                head(type(event), event.subject().id(), eventId).put("at", Parts.time(event.at()));
        switch (event) {
            case Accepted e -> json.set("request", RequestWriter.write(e.request()));
            case Queued e ->
                    json.put("position", e.position())
                            .put("expected_start", Parts.time(e.expectedStart()));
            case Started e -> json.put("attempt", e.attempt()).put("step", e.step());
            case Progress e ->
                    json.put("attempt", e.attempt())
                            .put("step", e.step())
                            .put("steps", e.steps())
                            .put("expected_end", Parts.time(e.expectedEnd()));
            case Yielded e -> json.put("reason", e.reason());
            case Completed e -> completed(json, e);
            case Failed e -> json.set("error", Parts.error(e.error()));
            case Cancelled ignored -> {}
            case Expired ignored -> {}
            case Rejected e -> json.set("error", Parts.error(e.error()));
        }
        return json;
    }

    private static void completed(ObjectNode json, Completed event) {
        json.put("attempt", event.attempt());
        json.set("artifacts", Parts.artifacts(event.artifacts()));
        json.set("timings", Parts.timings(event.timings()));
    }

    /** A preview with its bytes in base64. It has no place in the log. */
    public static ObjectNode write(Preview preview) {
        return head("preview", preview.subject().id(), null)
                .put("at", Parts.time(preview.at()))
                .put("step", preview.step())
                .put("image", preview.image())
                .put("media_type", preview.mediaType())
                .put("data", preview.bytes());
    }

    /**
     * A snapshot, for those whose cursor is older than the log.
     *
     * @param eventId of the last event in the snapshot
     * @param generation the object of {@link GenerationJson}
     */
    public static ObjectNode resync(GenerationId id, String eventId, ObjectNode generation) {
        ObjectNode json = head("resync", id, eventId);
        json.set("generation", generation);
        return json;
    }

    private static ObjectNode head(String type, GenerationId id, @Nullable String eventId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("id", id.toString())
                .put("event", eventId);
    }
}
