package dev.sfumato.ingest.instances;

import dev.sfumato.platform.access.Access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param tenant whose generations they may see
 * @param authorization what proves it to another instance; null where authentication is off
 */
public record Asker(String tenant, @Nullable String authorization) {

    /** Whoever makes a request, behind its guard. */
    public static Asker of(RoutingContext context) {
        return new Asker(
                Access.caller(context).tenant(),
                context.request().getHeader(HttpHeaders.AUTHORIZATION));
    }

    /** Without what proves it: for logs. */
    @Override
    public String toString() {
        return "Asker[" + tenant + "]";
    }
}
