package dev.sfumato.gateway.streaming;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

import java.time.Duration;

/** Asks a socket for a sign of life, and ends it when two in a row fail to come. */
final class Pulse {
    private static final short GOING_AWAY = 1001;
    private static final int MISSED = 2;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final long timer;
    private int unanswered;

    Pulse(Vertx vertx, ServerWebSocket socket, Duration every) {
        this.vertx = vertx;
        this.socket = socket;
        this.timer = vertx.setPeriodic(every.toMillis(), ignored -> beat());
        socket.pongHandler(ignored -> heard());
    }

    void heard() {
        unanswered = 0;
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void beat() {
        if (unanswered >= MISSED) {
            socket.close(GOING_AWAY, "no sign of life");
        } else {
            unanswered++;
            socket.writePing(Buffer.buffer());
        }
    }
}
