package dev.sfumato.gateway.replay;

import dev.sfumato.platform.http.Problem;

import java.time.Duration;

/** What can be wrong with watching. */
public final class Problems {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Problems() {}

    public static Problem invalidCursor() {
        return Problem.of(
                400,
                "invalid_cursor",
                "The cursor can't be used",
                "it isn't the id of an event of this generation");
    }

    public static Problem notFound() {
        return Problem.notFound("there is no such generation");
    }

    static Problem overloaded() {
        return Problem.unavailable("too much is watched at once", RETRY_AFTER);
    }

    static Problem unreadable() {
        return Problem.unavailable("the events can't be read now", RETRY_AFTER);
    }

    static Problem unlocated() {
        return Problem.unavailable("the status view doesn't answer now", RETRY_AFTER);
    }
}
