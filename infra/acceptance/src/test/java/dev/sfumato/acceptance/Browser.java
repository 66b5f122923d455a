package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One page in a real, headless Chromium, driven over its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> FLAGS =
            List.of(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    "--remote-debugging-port=0",
                    "--remote-allow-origins=*",
                    "about:blank");

    private final Process process;
    private final HttpClient http;
    private final WebSocket socket;
    private final Replies replies;
    private final AtomicInteger number = new AtomicInteger();

    private Browser(Process process, HttpClient http, WebSocket socket, Replies replies) {
        this.process = process;
        this.http = http;
        this.socket = socket;
        this.replies = replies;
    }

    /** Starts Chromium with an empty profile below {@code folder}. */
    static Browser start(Path folder) throws IOException {
        Path profile = Files.createTempDirectory(folder, "profile");
        List<String> line = new java.util.ArrayList<>(List.of("chromium"));
        line.add("--user-data-dir=" + profile);
        line.addAll(FLAGS);
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("chromium.log").toFile())
                        .start();
        HttpClient http = HttpClient.newHttpClient();
        Replies replies = new Replies(new ConcurrentHashMap<>());
        var receiver = new Receiver(replies::deliver, () -> {});
        WebSocket socket =
                http.newWebSocketBuilder()
                        .buildAsync(page(http, profile.resolve("DevToolsActivePort")), receiver)
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join();
        return new Browser(process, http, socket, replies);
    }

    /** Sets the window's size and the colour scheme that pages are asked for. */
    void look(int width, int height, String scheme) {
        ObjectNode metrics = JSON.createObjectNode().put("width", width).put("height", height);
        call(
                "Emulation.setDeviceMetricsOverride",
                metrics.put("deviceScaleFactor", 1).put("mobile", false));
        ObjectNode media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        call("Emulation.setEmulatedMedia", media);
    }

    void open(URI url) {
        call("Page.navigate", JSON.createObjectNode().put("url", url.toString()));
        await("document.readyState === 'complete'");
    }

    /** The value of an expression in the page, as JSON. */
    JsonNode evaluate(String expression) {
        ObjectNode parameters =
                JSON.createObjectNode()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true);
        JsonNode reply = call("Runtime.evaluate", parameters);
        if (reply.has("exceptionDetails")) {
            throw new AssertionError(reply.path("exceptionDetails").toString());
        }
        return reply.path("result").path("value");
    }

    /** Waits until an expression is true in the page. */
    void await(String expression) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!evaluate(expression).asBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("never true: " + expression);
            }
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        }
    }

    /** Types into the element that has the focus, as a keyboard does. */
    void type(String text) {
        call("Input.insertText", JSON.createObjectNode().put("text", text));
    }

    /** Presses the left button at the first point, and lets go at the last. */
    void drag(int... points) {
        mouse("mousePressed", points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            mouse("mouseMoved", points[i], points[i + 1]);
        }
        mouse("mouseReleased", points[points.length - 2], points[points.length - 1]);
    }

    private void mouse(String type, int x, int y) {
        ObjectNode event = JSON.createObjectNode().put("type", type).put("x", x).put("y", y);
        event.put("button", "left").put("buttons", 1).put("clickCount", 1);
        call("Input.dispatchMouseEvent", event);
    }

    /** Presses a key, as {@code ArrowLeft}, where the focus is. */
    void press(String key) {
        ObjectNode event = JSON.createObjectNode().put("key", key);
        if (key.equals("Escape")) {
            // Closes a dialog by its number, not by its name.
            event.put("windowsVirtualKeyCode", 27);
        }
        call("Input.dispatchKeyEvent", event.deepCopy().put("type", "keyDown"));
        call("Input.dispatchKeyEvent", event.put("type", "keyUp"));
    }

    /** The visible page as PNG. */
    byte[] screenshot() {
        JsonNode reply = call("Page.captureScreenshot", JSON.createObjectNode());
        return Base64.getDecoder().decode(reply.path("data").asText());
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode call(String method, ObjectNode parameters) {
        int id = number.incrementAndGet();
        CompletableFuture<JsonNode> reply = replies.expect(id);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        socket.sendText(message.toString(), true)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        JsonNode answer = reply.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (answer.has("error")) {
            throw new AssertionError(method + ": " + answer.path("error"));
        }
        return answer.path("result");
    }

    /** Address of the first page: the file names the port once Chromium listens. */
    private static URI page(HttpClient http, Path portFile) throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!Files.exists(portFile) || Files.readAllLines(portFile).size() < 2) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("Chromium didn't start within " + PATIENCE);
            }
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        }
        String port = Files.readAllLines(portFile).getFirst();
        try {
            var request =
                    java.net.http.HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + port + "/json/list"))
                            .timeout(PATIENCE)
                            .build();
            var answer = http.send(request, java.net.http.HttpResponse.BodyHandlers.ofByteArray());
            for (JsonNode target : JSON.readTree(answer.body())) {
                if (target.path("type").asText().equals("page")) {
                    return URI.create(target.path("webSocketDebuggerUrl").asText());
                }
            }
            throw new AssertionError("Chromium has no page");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Answers by the number of their call; called by the HTTP client's threads. */
    private record Replies(Map<Integer, CompletableFuture<JsonNode>> waiting) {
        CompletableFuture<JsonNode> expect(int id) {
            var reply = new CompletableFuture<JsonNode>();
            waiting.put(id, reply);
            return reply;
        }

        /** Whoever waits hears it; what nobody waits for is an event of the browser's. */
        void deliver(JsonNode message) {
            CompletableFuture<JsonNode> reply = waiting.remove(message.path("id").asInt());
            if (reply != null) {
                reply.complete(message);
            }
        }
    }
}
