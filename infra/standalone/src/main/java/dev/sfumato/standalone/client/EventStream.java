package dev.sfumato.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A WebSocket with the subprotocol {@code sfumato.v1}. Messages wait in a bounded queue; while it
 * is full, nothing is read from the socket.
 */
public final class EventStream implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final int WAITING_MESSAGES = 256;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WebSocket socket;
    private final Inbox inbox;

    private EventStream(WebSocket socket, Inbox inbox) {
        this.socket = socket;
        this.inbox = inbox;
    }

    static EventStream open(HttpClient http, URI base, @Nullable String key) {
        String scheme = "https".equals(base.getScheme()) ? "wss" : "ws";
        URI uri = URI.create(scheme + "://" + base.getAuthority() + "/v1/stream");
        WebSocket.Builder builder =
                http.newWebSocketBuilder().connectTimeout(DEADLINE).subprotocols("sfumato.v1");
        if (key != null) {
            builder.header("Authorization", "Bearer " + key);
        }
        Inbox inbox = new Inbox();
        try {
            WebSocket socket = await(builder.buildAsync(uri, inbox));
            return new EventStream(socket, inbox);
        } catch (CompletionException e) {
            throw new Unreachable("no Sfumato server answers at " + base, e.getCause());
        }
    }

    /** Sends one message and waits until it is written. */
    public void send(ObjectNode message) {
        try {
            await(socket.sendText(JSON.writeValueAsString(message), true));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        } catch (CompletionException e) {
            throw new Unreachable("the server closed the stream", e.getCause());
        }
    }

    /**
     * The next message.
     *
     * @return null when none came within {@code patience}
     * @throws Unreachable when the server closed the stream
     */
    public @Nullable JsonNode next(Duration patience) {
        try {
            JsonNode message = inbox.messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (message != null && message.isMissingNode()) {
                throw new Unreachable("the server closed the stream", null);
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted while waiting for the server", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** Called by the HTTP client's threads, one call at a time. */
    private static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> messages = new ArrayBlockingQueue<>(WAITING_MESSAGES);
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String text = partial.toString();
                partial.setLength(0);
                put(read(text));
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            put(JSON.missingNode());
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            put(JSON.missingNode());
        }

        private static JsonNode read(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return JSON.missingNode();
            }
        }

        private void put(JsonNode message) {
            try {
                messages.put(message);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
