package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.Viewer;
import dev.sfumato.platform.access.Caller;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Who watches through a request. */
final class Viewers {
    private Viewers() {}

    static Viewer of(RoutingContext context, Caller caller) {
        return new Viewer(caller.tenant(), context.request().getHeader(HttpHeaders.AUTHORIZATION));
    }
}
