package dev.sfumato.gateway.replay;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Status;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Asks the status view, over HTTP, where a generation begins and whether its viewer may see it.
 * Called on event loops; returns at once.
 */
public final class Locator implements AutoCloseable {
    /** The status view itself waits up to 2 s for an id that it hasn't seen yet. */
    private static final Duration ANSWER = Duration.ofSeconds(6);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int CONNECTIONS = 128;
    private static final int WAITING = 10_000;
    private static final String FIRST_EVENT = "Sfumato-First-Event";
    private static final String LAST_EVENT = "Sfumato-Last-Event";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final HttpClient http;
    private final URI base;
    private final Clock clock;

    /** A question that is asked when it turns out to be needed. */
    @FunctionalInterface
    interface Search {
        Future<Place> start();
    }

    /**
     * Asks one server; nothing is sent yet.
     *
     * @param base of the service that has the status view, as {@code http://127.0.0.1:8080}
     */
    public Locator(Vertx vertx, URI base, Clock clock) {
        this.vertx = vertx;
        this.base = base;
        this.clock = clock;
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions(),
                        new PoolOptions()
                                .setHttp1MaxSize(CONNECTIONS)
                                .setMaxWaitQueueSize(WAITING));
    }

    /** Finds what is known; fails with {@code not_found} otherwise. */
    Search find(GenerationId id, Viewer viewer) {
        return () -> ask(id, viewer);
    }

    /** Finds what was submitted just now: not knowing it yet isn't an answer, for a while. */
    Search await(GenerationId id, Viewer viewer) {
        return () -> ask(id, viewer, clock.instant().plus(PATIENCE));
    }

    @Override
    public void close() {
        http.close();
    }

    private Future<Place> ask(GenerationId id, Viewer viewer, Instant deadline) {
        return ask(id, viewer)
                .recover(
                        failure ->
                                isNotFound(failure) && clock.instant().isBefore(deadline)
                                        ? vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                                                .compose(ignored -> ask(id, viewer, deadline))
                                        : Future.failedFuture(failure));
    }

    private Future<Place> ask(GenerationId id, Viewer viewer) {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(base.resolve("/v1/generations/" + id).toString())
                        .putHeader(HttpHeaders.ACCEPT, "application/json");
        if (viewer.authorization() != null) {
            options.putHeader(HttpHeaders.AUTHORIZATION, viewer.authorization());
        }
        return http.request(options)
                .compose(HttpClientRequest::send)
                .compose(Locator::place)
                .timeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Future<Place> place(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200 -> response.body().map(body -> place(response, body));
            case 404 -> Future.failedFuture(new ProblemException(Problems.notFound()));
            default ->
                    Future.failedFuture(
                            new IOException("the status view answered " + response.statusCode()));
        };
    }

    private static Place place(HttpClientResponse response, Buffer body) {
        EventId first = EventId.parse(header(response, FIRST_EVENT));
        EventId last = EventId.parse(header(response, LAST_EVENT));
        ObjectNode generation = object(body);
        return new Place(first, last, isEnded(generation.path("status").asText()), generation);
    }

    private static String header(HttpClientResponse response, String name) {
        String value = response.getHeader(name);
        return value == null ? "" : value;
    }

    private static ObjectNode object(Buffer body) {
        try {
            if (JSON.readTree(body.getBytes()) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("the status view's answer isn't an object");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the status view's answer isn't JSON", e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private static boolean isEnded(String status) {
        return Status.valueOf(status.toUpperCase(Locale.ROOT)).isTerminal();
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ProblemException problem && problem.problem().status() == 404;
    }
}
