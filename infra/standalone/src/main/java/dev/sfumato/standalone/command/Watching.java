package dev.sfumato.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.standalone.client.EventStream;
import dev.sfumato.standalone.client.Problems;
import dev.sfumato.standalone.client.StreamRefused;
import dev.sfumato.standalone.terminal.Display;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Follows one generation on a stream until its terminal event, showing it on a display. */
final class Watching {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TICK = Duration.ofMillis(100);

    private final EventStream stream;
    private final Display display;
    private String waiting = "submitting";
    private boolean denoising;

    Watching(EventStream stream, Display display) {
        this.stream = stream;
        this.display = display;
    }

    /** Submits a request; returns its terminal event. */
    JsonNode generate(ObjectNode request) {
        ObjectNode message = JSON.createObjectNode().put("type", "generate").put("ref", "1");
        message.set("request", request);
        stream.send(message);
        return follow();
    }

    /** Subscribes to a generation; returns its terminal event. */
    JsonNode watch(String id) {
        stream.send(JSON.createObjectNode().put("type", "subscribe").put("id", id));
        return follow();
    }

    /** One line about a terminal event. */
    static String describe(JsonNode end) {
        String type = end.path("type").asText();
        String message = end.path("error").path("message").asText("");
        return message.isEmpty() ? type : type + ": " + message;
    }

    private JsonNode follow() {
        while (true) {
            JsonNode message = stream.next(TICK);
            if (message == null) {
                tick();
            } else if (show(message)) {
                return message;
            }
        }
    }

    private void tick() {
        if (!denoising) {
            display.waiting(waiting);
        }
    }

    /** Whether the message ends the generation. */
    private boolean show(JsonNode message) {
        return switch (message.path("type").asText()) {
            case "submitted", "accepted" -> waitFor("accepted");
            case "queued" -> waitFor("queued at " + message.path("position").asInt());
            case "started" -> waitFor("started");
            case "progress" -> progress(message);
            case "preview" -> preview(message.path("data"));
            case "error" -> throw new StreamRefused(Problems.text(message));
            case "resync" -> resync(message.path("generation"));
            case "completed", "failed", "cancelled", "expired", "rejected" -> true;
            default -> false;
        };
    }

    private boolean waitFor(String label) {
        waiting = label;
        denoising = false;
        display.waiting(label);
        return false;
    }

    private boolean progress(JsonNode message) {
        denoising = true;
        display.progress(message.path("step").asInt(), Math.max(1, message.path("steps").asInt()));
        return false;
    }

    private boolean preview(@Nullable JsonNode data) {
        if (data != null && data.isTextual()) {
            display.picture(bytes(data));
        }
        return false;
    }

    private boolean resync(JsonNode generation) {
        JsonNode progress = generation.path("progress");
        if (progress.path("steps").asInt() > 0) {
            display.progress(progress.path("step").asInt(), progress.path("steps").asInt());
        }
        return false;
    }

    private static byte[] bytes(JsonNode data) {
        try {
            return data.binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException("a preview must be base64", e);
        }
    }
}
