package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Somebody's program, that knows only the HTTP and WebSocket contracts. */
final class Client implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Between two questions: whoever asks on and on takes the processor from what it waits for. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final URI base;
    private final @Nullable String key;
    private final HttpClient http = HttpClient.newHttpClient();

    Client(URI base) {
        this(base, null);
    }

    /** Somebody with an API key. */
    Client(URI base, @Nullable String key) {
        this.base = base;
        this.key = key;
    }

    /** An answer of the server. */
    record Answer(int status, HttpResponse<byte[]> response) {
        JsonNode json() throws IOException {
            return JSON.readTree(response.body());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Answer upload(byte[] bytes, String mediaType) throws IOException, InterruptedException {
        return send(
                request("/v1/artifacts")
                        .header("Content-Type", mediaType)
                        .POST(BodyPublishers.ofByteArray(bytes)));
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    /** Submits a generation that must be accepted; returns its id. */
    String submit(String body) throws IOException, InterruptedException {
        Answer answer = post("/v1/generations", body);
        if (answer.status() != 202) {
            throw new AssertionError(
                    "expected 202, got %d: %s to %s"
                            .formatted(answer.status(), answer.json(), body));
        }
        return answer.json().path("id").asText();
    }

    /** What is known of a generation once it has ended; the view follows the events. */
    JsonNode ended(String id) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            JsonNode generation = get("/v1/generations/" + id).json();
            if (Watcher.TERMINAL.contains(generation.path("status").asText())) {
                return generation;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new AssertionError(id + " didn't end within " + PATIENCE);
    }

    /** Waits until a worker has announced a model. */
    void awaitModel(String id) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (get("/v1/models/" + id).status() != 200) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("no worker announced " + id + " within " + PATIENCE);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Makes one picture and returns its bytes. */
    byte[] picture(String body) throws IOException, InterruptedException {
        String id = submit(body);
        try (Watcher watcher = watch()) {
            watcher.subscribe(id);
            return download(watcher.untilTerminal(id, PATIENCE).getLast());
        }
    }

    /** The bytes of the first artifact of a {@code completed} event. */
    byte[] download(JsonNode completed) throws IOException, InterruptedException {
        if (!completed.path("type").asText().equals("completed")) {
            throw new AssertionError("expected completed, got " + completed);
        }
        return get(completed.path("artifacts").path(0).path("url").asText()).response().body();
    }

    Watcher watch() {
        return Watcher.open(http, base, key);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response);
    }
}
