package dev.sfumato.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Reads a WebSocket's messages. Called by one thread at a time.
 *
 * @param messages takes each
 * @param lost runs when the connection ends but not by us
 * @param partial what has come of the next one
 */
record Receiver(Consumer<JsonNode> messages, Runnable lost, StringBuilder partial)
        implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    Receiver(Consumer<JsonNode> messages, Runnable lost) {
        this(messages, lost, new StringBuilder());
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.accept(parse(partial.toString()));
            partial.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        lost.run();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        lost.run();
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a message isn't JSON", e);
        }
    }
}
