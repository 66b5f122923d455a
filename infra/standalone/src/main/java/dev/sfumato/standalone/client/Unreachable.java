package dev.sfumato.standalone.client;

import org.jspecify.annotations.Nullable;

import java.io.Serial;

/** No server answered at the address given. */
public final class Unreachable extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public Unreachable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
