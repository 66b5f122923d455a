package dev.sfumato.platform.http;

import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** {@code Retry-After} (RFC 9110, 10.2.3) in whole seconds: rounded up, at least one. */
public final class RetryAfterHeader {
    private static final long MOST_OF_A_SECOND = 999;

    private RetryAfterHeader() {}

    /** Puts it into an answer; leaves it out where trying again makes no sense. */
    public static void put(HttpServerResponse response, @Nullable Duration wait) {
        if (wait != null) {
            long seconds = Math.max(1, wait.plusMillis(MOST_OF_A_SECOND).toSeconds());
            response.putHeader("Retry-After", Long.toString(seconds));
        }
    }
}
