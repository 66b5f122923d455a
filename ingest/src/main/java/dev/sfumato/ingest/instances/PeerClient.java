package dev.sfumato.ingest.instances;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
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

import org.apache.kafka.streams.state.HostInfo;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks other instances. Their answers are JSON; whatever else comes is a failure. */
public final class PeerClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONNECT_MS = 1_000;
    private static final Duration ANSWER = Duration.ofSeconds(4);
    private static final int CONNECTIONS = 64;
    private static final int WAITING = 2_000;
    private static final int STATUS_UNAVAILABLE = 503;

    private final HttpClient http;

    /** What another instance says: 200 with a body, or 404 without. */
    record Answer(int status, MultiMap headers, JsonNode body) {
        boolean isFound() {
            return status == 200;
        }
    }

    /** Nothing is sent yet. */
    public PeerClient(Vertx vertx) {
        http =
                vertx.createHttpClient(
                        new HttpClientOptions().setConnectTimeout(CONNECT_MS),
                        new PoolOptions()
                                .setHttp1MaxSize(CONNECTIONS)
                                .setMaxWaitQueueSize(WAITING));
    }

    /** As {@link #get(HostInfo, String, Asker, Hop, Duration, Map)}, answered at once. */
    Future<Answer> get(HostInfo host, String path, Asker asker, Hop hop) {
        return get(host, path, asker, hop, Duration.ZERO, Map.of());
    }

    /**
     * Asks one; fails when it can't be reached, doesn't know either, or takes too long.
     *
     * @param patience how long it may wait for news before it answers
     */
    Future<Answer> get(
            HostInfo host,
            String path,
            Asker asker,
            Hop hop,
            Duration patience,
            Map<String, String> headers) {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(host.host())
                        .setPort(host.port())
                        .setURI(path)
                        .putHeader(HttpHeaders.ACCEPT, "application/json")
                        .putHeader(Hop.HEADER, hop.written());
        headers.forEach(options::putHeader);
        if (asker.authorization() != null) {
            options.putHeader(HttpHeaders.AUTHORIZATION, asker.authorization());
        }
        return http.request(options)
                .compose(HttpClientRequest::send)
                .compose(PeerClient::answer)
                .timeout(patience.plus(ANSWER).toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        http.close();
    }

    private static Future<Answer> answer(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200 ->
                    response.body().map(body -> new Answer(200, response.headers(), json(body)));
            case 404 ->
                    Future.succeededFuture(
                            new Answer(404, response.headers(), JSON.createObjectNode()));
            case STATUS_UNAVAILABLE ->
                    Future.failedFuture(new IOException("another instance doesn't know now"));
            default ->
                    Future.failedFuture(
                            new IOException("another instance answered " + response.statusCode()));
        };
    }

    private static JsonNode json(Buffer body) {
        try {
            return JSON.readTree(body.getBytes());
        } catch (IOException e) {
            throw new IllegalArgumentException("another instance's answer isn't JSON", e);
        }
    }
}
