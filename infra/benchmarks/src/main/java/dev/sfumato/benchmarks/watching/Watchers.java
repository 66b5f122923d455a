package dev.sfumato.benchmarks.watching;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Sockets that watch a generation each. Some, the heavy ones, watch many, are not measured, and can
 * be held: then they read nothing. Messages come on event loops.
 */
final class Watchers {
    private static final int AT_ONCE = 64;
    private static final int SMALL_BUFFER = 8 * 1024;
    private static final String STEP = "\"step\":";

    private final WebSocketClient light;
    private final WebSocketClient heavy;
    private final int port;
    private final List<String> ids;
    private final long epoch;
    private final Delays delays = new Delays();
    private final LongAdder heavyCount = new LongAdder();
    private final Queue<WebSocket> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();

    Watchers(Vertx vertx, int port, List<String> ids, long epoch) {
        this.port = port;
        this.ids = List.copyOf(ids);
        this.epoch = epoch;
        light = vertx.createWebSocketClient(options());
        heavy = vertx.createWebSocketClient(options().setReceiveBufferSize(SMALL_BUFFER));
    }

    /** Connects and returns once each has heard of every generation that it watches. */
    void open(int sockets, int heavyEvery, int heavyWatch, Duration patience) throws Exception {
        List<Future<Void>> chains =
                IntStream.range(0, AT_ONCE)
                        .mapToObj(i -> openNext(sockets, heavyEvery, heavyWatch))
                        .toList();
        Future.all(chains)
                .toCompletionStage()
                .toCompletableFuture()
                .get(patience.toSeconds(), TimeUnit.SECONDS);
        int heavies = (sockets + heavyEvery - 1) / heavyEvery;
        int expected = sockets - heavies + heavies * heavyWatch;
        long deadline = System.nanoTime() + patience.toNanos();
        while (started.get() < expected) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%d of %d have begun".formatted(started.get(), expected));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    int connected() {
        return connected.get();
    }

    Delays delays() {
        return delays;
    }

    /** Messages that the heavy ones have got since they began. */
    long heavyCount() {
        return heavyCount.sum();
    }

    /** Stops the heavy ones from reading, or lets them read on. */
    void hold(boolean on) {
        held.forEach(socket -> hold(socket, on));
    }

    private static void hold(WebSocket socket, boolean on) {
        if (on) {
            socket.pause();
        } else {
            socket.resume();
        }
    }

    private Future<Void> openNext(int sockets, int heavyEvery, int heavyWatch) {
        int index = next.getAndIncrement();
        if (index >= sockets) {
            return Future.succeededFuture();
        }
        boolean isHeavy = index % heavyEvery == 0;
        WebSocketClient client = isHeavy ? heavy : light;
        return client.connect(
                        new WebSocketConnectOptions()
                                .setHost("127.0.0.1")
                                .setPort(port)
                                .setURI("/v1/stream")
                                .addSubProtocol("sfumato.v1"))
                .compose(socket -> begin(socket, index, isHeavy ? heavyWatch : 1, isHeavy))
                .compose(ignored -> openNext(sockets, heavyEvery, heavyWatch));
    }

    private Future<Void> begin(WebSocket socket, int index, int watch, boolean isHeavy) {
        connected.incrementAndGet();
        socket.closeHandler(
                ignored -> {
                    connected.decrementAndGet();
                    System.err.printf(
                            "closed with %s: %s%n", socket.closeStatusCode(), socket.closeReason());
                });
        socket.textMessageHandler(text -> take(text, isHeavy));
        if (isHeavy) {
            held.add(socket);
        }
        Future<Void> sent = Future.succeededFuture();
        for (int i = 0; i < watch; i++) {
            String id = ids.get((index + i * 7) % ids.size());
            String message = "{\"type\":\"subscribe\",\"id\":\"" + id + "\"}";
            sent = sent.compose(ignored -> socket.writeTextMessage(message));
        }
        return sent;
    }

    private void take(String text, boolean isHeavy) {
        if (text.startsWith("{\"type\":\"progress\"")) {
            if (isHeavy) {
                heavyCount.increment();
            } else {
                delays.add((System.nanoTime() - epoch) / 1000 - step(text));
            }
        } else if (text.startsWith("{\"type\":\"started\"")) {
            started.incrementAndGet();
        }
    }

    private static long step(String text) {
        int from = text.indexOf(STEP) + STEP.length();
        return Long.parseLong(text, from, text.indexOf(',', from), 10);
    }

    private static WebSocketClientOptions options() {
        return new WebSocketClientOptions().setMaxConnections(100_000);
    }
}
