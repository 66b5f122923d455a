package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A WebSocket of the contract {@code sfumato.v1}; keeps what it received. */
final class Watcher implements AutoCloseable {
    static final Set<String> TERMINAL =
            Set.of("completed", "failed", "cancelled", "expired", "rejected");
    private static final int DEADLINE_SECONDS = 20;

    private final WebSocket socket;
    private final BlockingQueue<JsonNode> messages;

    private Watcher(WebSocket socket, BlockingQueue<JsonNode> messages) {
        this.socket = socket;
        this.messages = messages;
    }

    static Watcher open(HttpClient http, URI base, @Nullable String key) {
        BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>(100_000);
        WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("sfumato.v1");
        if (key != null) {
            builder.header("Authorization", "Bearer " + key);
        }
        WebSocket socket =
                builder.buildAsync(stream(base), new Receiver(messages::add, () -> {}))
                        .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .join();
        return new Watcher(socket, messages);
    }

    /** Where a server's messages are to be had. */
    static URI stream(URI base) {
        return URI.create("ws://" + base.getAuthority() + "/v1/stream");
    }

    void send(String text) {
        socket.sendText(text, true).orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }

    void subscribe(String id) {
        send("{\"type\":\"subscribe\",\"id\":\"" + id + "\"}");
    }

    void subscribe(String id, String after) {
        send("{\"type\":\"subscribe\",\"id\":\"%s\",\"after\":\"%s\"}".formatted(id, after));
    }

    /** Everything received for a generation, up to and with its terminal event. */
    List<JsonNode> untilTerminal(String id, Duration patience) throws InterruptedException {
        return until(id, event -> TERMINAL.contains(event.path("type").asText()), patience);
    }

    /** Everything received for a generation, up to and with the first event that matches. */
    List<JsonNode> until(String id, Predicate<JsonNode> last, Duration patience)
            throws InterruptedException {
        List<JsonNode> seen = new ArrayList<>();
        Instant deadline = Instant.now().plus(patience);
        while (true) {
            JsonNode message = next(Duration.between(Instant.now(), deadline));
            if (message == null) {
                throw new AssertionError("waited " + patience + " in vain, saw " + types(seen));
            }
            if (message.path("id").asText().equals(id)) {
                seen.add(message);
                if (last.test(message)) {
                    return seen;
                }
            }
        }
    }

    /** The next message of any kind; null when none comes in time. */
    @Nullable JsonNode next(Duration patience) throws InterruptedException {
        return messages.poll(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
    }

    static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
