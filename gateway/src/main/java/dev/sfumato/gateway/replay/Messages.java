package dev.sfumato.gateway.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.gateway.replay.Shown.Weight;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.json.EventJson;

import java.util.List;

/** Events as messages of the stream. */
final class Messages {
    private static final List<String> OUTCOME = List.of("artifacts", "timings", "error");

    private Messages() {}

    static Shown of(GenerationEvent event, EventId id) {
        ObjectNode json = EventJson.write(event, id.toString());
        return new Shown(
                event.subject().id(),
                id,
                json.path("type").asText(),
                weight(event),
                json.toString());
    }

    /** What the view says, for those whose cursor the log doesn't reach back to. */
    static Shown resync(GenerationId id, Place place) {
        ObjectNode json = EventJson.resync(id, place.last().toString(), place.generation());
        return new Shown(id, place.last(), "resync", Weight.LASTING, json.toString());
    }

    /** The terminal event as the view remembers it. */
    static Shown terminal(GenerationId id, Place place) {
        ObjectNode generation = place.generation();
        String type = generation.path("status").asText();
        ObjectNode json = head(type, id, place);
        json.set("at", generation.path("finished_at"));
        for (String field : OUTCOME) {
            if (generation.hasNonNull(field)) {
                json.set(field, generation.get(field));
            }
        }
        return new Shown(id, place.last(), type, Weight.TERMINAL, json.toString());
    }

    private static ObjectNode head(String type, GenerationId id, Place place) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("id", id.toString())
                .put("event", place.last().toString());
    }

    private static Weight weight(GenerationEvent event) {
        return switch (event) {
            case Progress ignored -> Weight.PASSING;
            case GenerationEvent.Accepted ignored -> Weight.LASTING;
            case GenerationEvent.Queued ignored -> Weight.LASTING;
            case GenerationEvent.Started ignored -> Weight.LASTING;
            case GenerationEvent.Yielded ignored -> Weight.LASTING;
            case GenerationEvent.Completed ignored -> Weight.TERMINAL;
            case GenerationEvent.Failed ignored -> Weight.TERMINAL;
            case GenerationEvent.Cancelled ignored -> Weight.TERMINAL;
            case GenerationEvent.Expired ignored -> Weight.TERMINAL;
            case GenerationEvent.Rejected ignored -> Weight.TERMINAL;
        };
    }
}
