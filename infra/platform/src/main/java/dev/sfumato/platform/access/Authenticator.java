package dev.sfumato.platform.access;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Finds out who makes a request. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The caller; fails with a {@link dev.sfumato.platform.http.ProblemException} of status 401.
     *
     * <p>Called on the event loop; returns at once.
     */
    Future<Caller> authenticate(HttpServerRequest request);

    /** Takes everybody for the tenant {@code default}, with every scope: for loopback alone. */
    static Authenticator open() {
        return request -> Future.succeededFuture(Caller.anybody());
    }
}
