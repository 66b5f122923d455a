package dev.sfumato.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.gateway.replay.EventId;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client's socket, which keeps what it received. */
public final class TestSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> TERMINAL =
            Set.of("completed", "failed", "cancelled", "expired", "rejected");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WebSocket socket;
    private final Receiver receiver;

    private TestSocket(WebSocket socket, Receiver receiver) {
        this.socket = socket;
        this.receiver = receiver;
    }

    static TestSocket open(HttpClient http, URI url, String... headers) {
        var receiver = new Receiver();
        WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("sfumato.v1");
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        WebSocket socket =
                builder.buildAsync(url, receiver)
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join();
        return new TestSocket(socket, receiver);
    }

    public String subprotocol() {
        return socket.getSubprotocol();
    }

    public void send(String text) {
        socket.sendText(text, true).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    public void subscribe(GenerationId id) {
        send("{\"type\":\"subscribe\",\"id\":\"" + id + "\"}");
    }

    public void subscribe(GenerationId id, EventId after) {
        send("{\"type\":\"subscribe\",\"id\":\"%s\",\"after\":\"%s\"}".formatted(id, after));
    }

    /** Reads nothing from now on, as a client that hangs. */
    public void hang() {
        receiver.reading = false;
    }

    /** Reads again. */
    public void resume() {
        receiver.reading = true;
        socket.request(1);
    }

    /** The next message; binary frames are objects with {@code header} and {@code size}. */
    public JsonNode next() throws InterruptedException {
        JsonNode message = receiver.messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message within " + PATIENCE);
        }
        return message;
    }

    /** Everything up to and with a generation's terminal event. */
    public List<JsonNode> untilTerminal() throws InterruptedException {
        var seen = new ArrayList<JsonNode>();
        do {
            seen.add(next());
        } while (!TERMINAL.contains(seen.getLast().path("type").asText()));
        return seen;
    }

    /** The code that the server closes the socket with. */
    public int closeCode() {
        return receiver.closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public boolean hasReceivedNothingMore() {
        return receiver.messages.isEmpty();
    }

    public static List<String> types(List<JsonNode> messages) {
        return messages.stream().map(message -> message.path("type").asText()).toList();
    }

    public static List<String> events(List<JsonNode> messages) {
        return messages.stream().map(message -> message.path("event").asText()).toList();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static final class Receiver implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>(100_000);
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private volatile boolean reading = true;

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    messages.add(JSON.readTree(text.toString()));
                } catch (JsonProcessingException e) {
                    throw new AssertionError("a message isn't JSON", e);
                }
                text.setLength(0);
            }
            goOn(socket);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer data, boolean last) {
            byte[] header = new byte[data.getInt()];
            data.get(header);
            try {
                ObjectNode message = JSON.createObjectNode().put("size", data.remaining());
                messages.add(message.set("header", JSON.readTree(header)));
            } catch (IOException e) {
                throw new AssertionError("a header isn't JSON", e);
            }
            goOn(socket);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(
                WebSocket socket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        private void goOn(WebSocket socket) {
            if (reading) {
                socket.request(1);
            }
        }
    }
}
