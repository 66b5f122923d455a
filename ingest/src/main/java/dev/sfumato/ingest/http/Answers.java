package dev.sfumato.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.ingest.status.ViewUnavailableException;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.GenerationId;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

/** What the handlers have in common: JSON answers, ids from paths, reads off the event loop. */
final class Answers {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private Answers() {}

    /** Ends the response with JSON. Called on the event loop. */
    static void send(RoutingContext context, int status, JsonNode body) {
        send(context, status, Buffer.buffer(bytes(body)));
    }

    /** As {@link #send(RoutingContext, int, JsonNode)}, of JSON that is written already. */
    static void send(RoutingContext context, int status, Buffer json) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(json);
    }

    /**
     * The generation that the path names.
     *
     * @throws ProblemException 404 unless it is an id at all
     */
    static GenerationId id(RoutingContext context) {
        try {
            return GenerationId.parse(context.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.notFound("no generation has this id"));
        }
    }

    /** Runs work on a store on a worker thread; a store being restored becomes 503. */
    static <T> Future<T> blocking(Vertx vertx, Callable<T> work) {
        return vertx.executeBlocking(work, false).recover(Answers::translated);
    }

    /** The failure as clients get it. */
    static <T> Future<T> translated(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof ViewUnavailableException unavailable) {
            String detail = String.valueOf(unavailable.getMessage());
            return Future.failedFuture(
                    new ProblemException(Problem.unavailable(detail, RETRY_AFTER)));
        }
        return Future.failedFuture(cause);
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        }
    }
}
