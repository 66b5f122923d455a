package dev.sfumato.platform.access;

import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** A clock that a test moves. */
final class Moving {
    private Moving() {}

    static Clock at(InstantSource source) {
        return source.withZone(ZoneOffset.UTC);
    }
}
