package dev.sfumato.ingest.instances;

import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * What an instance asks another one for. Such a request is answered from the stores of the instance
 * that gets it, and never passed on.
 */
public enum Hop {
    /** What it owns. */
    OWNER,
    /** What it has, be it a copy that lags behind. */
    COPY;

    /** Names the header. */
    static final String HEADER = "Sfumato-Hop";

    /** Null for a request that no instance passed on. */
    public static @Nullable Hop of(HttpServerRequest request) {
        String header = request.getHeader(HEADER);
        for (Hop hop : values()) {
            if (hop.written().equals(header)) {
                return hop;
            }
        }
        return null;
    }

    String written() {
        return name().toLowerCase(Locale.ROOT);
    }
}
