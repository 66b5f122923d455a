package dev.sfumato.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An HTTPS server on loopback that remembers what it was sent. */
final class Receiver implements AutoCloseable {
    private static final int NEVER = 0;

    private final Vertx vertx = Vertx.vertx();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Integer>> answers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final Path certificate;

    record Got(String path, Map<String, String> headers, String body) {}

    /** With a certificate of its own for {@code localhost}. */
    Receiver(Path folder) throws Exception {
        Path store = folder.resolve("receiver.p12");
        certificate = folder.resolve("receiver.pem");
        makeCertificate(store);
        server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setSsl(true)
                                        .setKeyCertOptions(
                                                new PfxOptions()
                                                        .setPath(store.toString())
                                                        .setPassword("changeit")))
                        .requestHandler(this::take)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
    }

    /** The next answers at a path, in order; after them, and before any, 204. 0 is none at all. */
    void answer(String path, int... statuses) {
        Queue<Integer> queue = answers.computeIfAbsent(path, name -> new ConcurrentLinkedQueue<>());
        for (int status : statuses) {
            queue.add(status);
        }
    }

    String url(String path) {
        return "https://localhost:" + port() + path + "?shop=1";
    }

    int port() {
        return server.actualPort();
    }

    /** In PEM. */
    Path certificate() {
        return certificate;
    }

    /** What came at a path. */
    List<Got> got(String path) {
        return got.stream().filter(each -> each.path().equals(path)).toList();
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private void take(HttpServerRequest request) {
        request.body()
                .onSuccess(
                        body -> {
                            Map<String, String> headers =
                                    new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                            request.headers().forEach(headers::put);
                            got.add(
                                    new Got(
                                            request.path(),
                                            headers,
                                            body.toString(StandardCharsets.UTF_8)));
                            Queue<Integer> queue = answers.get(request.path());
                            Integer status = queue == null ? null : queue.poll();
                            if (status == null || status != NEVER) {
                                request.response()
                                        .setStatusCode(status == null ? 204 : status)
                                        .putHeader("Location", "/elsewhere")
                                        .end();
                            }
                        });
    }

    private void makeCertificate(Path store) throws Exception {
        run(
                "-genkeypair",
                "-alias",
                "receiver",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit");
        run(
                "-exportcert",
                "-rfc",
                "-alias",
                "receiver",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-file",
                certificate.toString());
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process keytool =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new AssertionError("keytool failed: " + arguments[0]);
        }
    }
}
