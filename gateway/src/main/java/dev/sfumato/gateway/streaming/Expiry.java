package dev.sfumato.gateway.streaming;

import io.vertx.core.Vertx;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Ends what a caller opened when their credential expires. On an event loop. */
final class Expiry {
    /** What sockets are closed with. */
    static final short CODE = 4401;

    private static final long NONE = -1;
    private static final Duration LONGEST = Duration.ofDays(20);

    private final Vertx vertx;
    private final long timer;

    /** Begins to wait; {@link Instant#MAX} is never. */
    Expiry(Vertx vertx, Instant expires, Clock clock, Runnable end) {
        this.vertx = vertx;
        Instant now = clock.instant();
        timer =
                expires.isAfter(now.plus(LONGEST))
                        ? NONE
                        : vertx.setTimer(
                                Math.max(1, Duration.between(now, expires).toMillis()),
                                ignored -> end.run());
    }

    void stop() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
    }
}
