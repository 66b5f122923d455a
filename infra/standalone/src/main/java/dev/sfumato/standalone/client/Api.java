package dev.sfumato.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The HTTP API of a server. */
public final class Api implements AutoCloseable {
    private static final int ELSEWHERE = 307;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final @Nullable String key;
    private final HttpClient http;

    /**
     * An API at an address; nothing is sent yet.
     *
     * @param base for example {@code http://127.0.0.1:8080}
     * @param key the API key, where the server wants one
     */
    public Api(URI base, @Nullable String key) {
        this.base = base;
        this.key = key;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
    }

    /** Opens the event stream on the same server. */
    public EventStream stream() {
        return EventStream.open(http, base, key);
    }

    public JsonNode get(String path) {
        return json(send("GET", path, null, BodyPublishers.noBody()));
    }

    public JsonNode delete(String path) {
        return json(send("DELETE", path, null, BodyPublishers.noBody()));
    }

    /** Stores bytes and returns the artifact's description. */
    public JsonNode upload(byte[] bytes, String mediaType) {
        return json(send("POST", "/v1/artifacts", mediaType, BodyPublishers.ofByteArray(bytes)));
    }

    /** The bytes behind an artifact's {@code url}, which may be relative to the server. */
    public byte[] download(String url) {
        return send("GET", url, null, BodyPublishers.noBody());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private byte[] send(
            String method, String path, @Nullable String mediaType, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(DEADLINE).method(method, body);
        if (mediaType != null) {
            request.header("Content-Type", mediaType);
        }
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        HttpResponse<byte[]> response = answer(request.build());
        if (response.statusCode() == ELSEWHERE) {
            response = elsewhere(response);
        }
        if (response.statusCode() >= 400) {
            throw new Refused(response.statusCode(), explain(response));
        }
        return response.body();
    }

    /** A store's own link is signed: the key is for the server alone. */
    private HttpResponse<byte[]> elsewhere(HttpResponse<byte[]> redirect) {
        URI link = redirect.uri().resolve(redirect.headers().firstValue("Location").orElse(""));
        return answer(HttpRequest.newBuilder(link).timeout(DEADLINE).build());
    }

    private HttpResponse<byte[]> answer(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new Unreachable("no Sfumato server answers at " + base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted while waiting for " + base, e);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new Unreachable("the server answered with something that isn't JSON", e);
        }
    }

    private static String explain(HttpResponse<byte[]> response) {
        try {
            return Problems.text(JSON.readTree(response.body()), response.statusCode());
        } catch (JsonProcessingException e) {
            return "the server answered with status " + response.statusCode();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }
}
