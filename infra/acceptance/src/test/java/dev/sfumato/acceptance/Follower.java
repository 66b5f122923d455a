package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A client that comes back, to whichever gateway, with the last event that it saw of each
 * generation. Its own thread calls {@link #follow}.
 */
final class Follower {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final JsonNode LOST = JSON.createObjectNode().put("type", "lost");

    private final HttpClient http;
    private final Supplier<URI> gateways;
    private final Map<String, List<JsonNode>> seen = new HashMap<>();
    private final Map<String, Integer> refusals = new HashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean connected;

    /** Watches these, at gateways that are named anew for each connection. */
    Follower(HttpClient http, Supplier<URI> gateways, List<String> ids) {
        this.http = http;
        this.gateways = gateways;
        ids.forEach(id -> seen.put(id, new ArrayList<>()));
    }

    /** Every event in the order it came, by generation. */
    Map<String, List<JsonNode>> seen() {
        return seen;
    }

    int connections() {
        return connections.get();
    }

    /** Whether it has a connection and has asked for what it watches. */
    boolean isConnected() {
        return connected;
    }

    /** Returns when all have ended, or throws when the time is up. */
    void follow(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isOver()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not all ended within " + patience + refusals);
            }
            watchOnce(deadline);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void watchOnce(long deadline) throws InterruptedException {
        BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        WebSocket socket = connect(new Receiver(messages::add, () -> messages.add(LOST)));
        if (socket == null) {
            return;
        }
        connections.incrementAndGet();
        try {
            for (String id : seen.keySet()) {
                if (!hasEnded(id)) {
                    subscribe(socket, id);
                }
            }
            connected = true;
            while (!isOver() && System.nanoTime() < deadline) {
                JsonNode message = messages.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
                if (message == null || !take(message)) {
                    return;
                }
            }
        } catch (CompletionException e) {
            // The gateway is gone: to the next one.
        } finally {
            connected = false;
            socket.abort();
        }
    }

    /** Null if there is no gateway at that address now. */
    private @Nullable WebSocket connect(Receiver receiver) throws InterruptedException {
        CompletableFuture<WebSocket> connecting =
                http.newWebSocketBuilder()
                        .subprotocols("sfumato.v1")
                        .connectTimeout(CONNECT)
                        .buildAsync(Watcher.stream(gateways.get()), receiver);
        try {
            return connecting.get(CONNECT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // Whoever comes too late isn't left open.
            var _ = connecting.thenAccept(WebSocket::abort);
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                return null;
            }
            throw new AssertionError("a connection failed", e.getCause());
        }
    }

    private void subscribe(WebSocket socket, String id) {
        List<JsonNode> events = seen.get(id);
        var message = JSON.createObjectNode().put("type", "subscribe").put("id", id);
        if (!events.isEmpty()) {
            message.put("after", events.getLast().path("event").asText());
        }
        socket.sendText(message.toString(), true)
                .orTimeout(CONNECT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** False when the connection is of no more use. */
    private boolean take(JsonNode message) {
        String type = message.path("type").asText();
        if (type.equals("error")) {
            refusals.merge(message.path("code").asText(), 1, Integer::sum);
            return false;
        }
        if (type.equals("lost")) {
            return false;
        }
        if (!type.equals("preview")) {
            seen.get(message.path("id").asText()).add(message);
        }
        return true;
    }

    private boolean isOver() {
        return seen.keySet().stream().allMatch(this::hasEnded);
    }

    private boolean hasEnded(String id) {
        List<JsonNode> events = seen.get(id);
        return !events.isEmpty()
                && Watcher.TERMINAL.contains(events.getLast().path("type").asText());
    }
}
