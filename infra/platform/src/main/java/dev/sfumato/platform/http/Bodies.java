package dev.sfumato.platform.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Reads request bodies into memory, up to a limit. */
public final class Bodies {
    private Bodies() {}

    /** Reads the body; a longer one than {@code maxBytes} is answered with 413. No file uploads. */
    public static Handler<RoutingContext> upTo(long maxBytes) {
        return BodyHandler.create(false).setBodyLimit(maxBytes);
    }
}
