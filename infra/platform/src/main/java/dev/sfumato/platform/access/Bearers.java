package dev.sfumato.platform.access;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Authentication by {@code Authorization: Bearer}: an API key, or a signed token. */
final class Bearers implements Authenticator {
    private static final String BEARER = "Bearer ";

    private final @Nullable ApiKeys keys;
    private final @Nullable Tokens tokens;

    /** Either may be null, not both. */
    Bearers(@Nullable ApiKeys keys, @Nullable Tokens tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    @Override
    public Future<Caller> authenticate(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return refused("'Authorization: Bearer <key or token>' is needed");
        }
        String bearer = header.substring(BEARER.length()).strip();
        Caller known = keys == null ? null : keys.find(bearer);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        if (tokens == null || !Tokens.looksLike(bearer)) {
            return refused("the key isn't known");
        }
        return onCallersContext(tokens.caller(bearer));
    }

    private static Future<Caller> onCallersContext(CompletableFuture<Caller> caller) {
        Context context = Vertx.currentContext();
        Future<Caller> future =
                context == null
                        ? Future.fromCompletionStage(caller)
                        : Future.fromCompletionStage(caller, context);
        return future.recover(
                failure ->
                        Future.failedFuture(
                                failure instanceof CompletionException wrapped
                                                && wrapped.getCause() != null
                                        ? wrapped.getCause()
                                        : failure));
    }

    private static Future<Caller> refused(String why) {
        return Future.failedFuture(new ProblemException(Problem.unauthenticated(why)));
    }
}
