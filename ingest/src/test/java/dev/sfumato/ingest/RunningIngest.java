package dev.sfumato.ingest;

import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.artifacts.FileArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.fleet.WorkerDirectory;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.http.Service;
import dev.sfumato.platform.kafka.CodecSerde;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.lifecycle.Resources;
import dev.sfumato.platform.submission.Submission;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Command;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An ingest service as its process would run it, and an HTTP client of it. */
final class RunningIngest implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int UNDER_WAY = 256;

    private final Resources resources = new Resources();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Service service;
    private final int port;
    private boolean listening = true;

    /** Starts, alone; returns when it serves. */
    RunningIngest(KafkaSettings kafka, Path folder) throws Exception {
        this(kafka, folder, Map.of("ingest.standbys", "0"));
    }

    /** Starts; returns when it serves. */
    RunningIngest(KafkaSettings kafka, Path folder, Map<String, String> settings) throws Exception {
        var clock = Clock.systemUTC();
        Vertx vertx = Vertx.vertx();
        resources.add(
                "vertx",
                () ->
                        vertx.close()
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(9, TimeUnit.SECONDS),
                STOP);
        var store = FileArtifactStore.open(folder.resolve("artifacts"), clock);
        var fleet =
                resources.add(
                        "fleet", WorkerDirectory.follow(kafka, "fleet", "landscape", clock), STOP);
        var producer =
                resources.add(
                        "producer",
                        new KafkaProducer<String, Command>(
                                kafka.promptProducer("submission"),
                                new StringSerializer(),
                                new CodecSerde<>(Codecs.commands()).serializer()),
                        STOP);
        var submission =
                new Submission(
                        vertx,
                        producer,
                        fleet.view(),
                        store,
                        ImageLimits.DEFAULT,
                        clock,
                        UNDER_WAY);
        var readiness = new Readiness();
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HttpSettings http = HttpSettings.loopback(0);
        Router router = Service.router(vertx, readiness, meters);
        service =
                Service.start(vertx, Service.options(http), router)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(STOP.toSeconds(), TimeUnit.SECONDS);
        port = service.port();
        Map<String, String> all = new HashMap<>(settings);
        all.put("streams.folder", folder.resolve("streams").toString());
        var read = new ConfigReader(all);
        IngestConfig config = IngestConfig.from(read);
        read.throwIfInvalid();
        var shared =
                new Ingest.Shared(
                        "127.0.0.1:" + port,
                        vertx,
                        kafka,
                        Access.authenticator(http, clock),
                        submission,
                        fleet,
                        store,
                        readiness,
                        meters,
                        clock);
        Ingest ingest = resources.add("ingest", Ingest.start(config, shared), STOP);
        ingest.mount(router);
        resources.add("http", this::stopListening, STOP);
    }

    /** Can't be reached any more, but goes on with its work. */
    synchronized void stopListening() {
        if (listening) {
            listening = false;
            service.close();
        }
    }

    /** As a page of its own names itself. */
    String origin() {
        return "http://127.0.0.1:" + port;
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        var request =
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(path, request);
    }

    HttpResponse<String> upload(byte[] bytes, String... headers) {
        var request =
                HttpRequest.newBuilder()
                        .header("Content-Type", "image/png")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send("/v1/artifacts", request);
    }

    HttpResponse<String> get(String path) {
        return send(path, HttpRequest.newBuilder().GET());
    }

    HttpResponse<String> delete(String path) {
        return send(path, HttpRequest.newBuilder().DELETE());
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request) {
        try {
            return client.send(
                    request.uri(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer from " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
        resources.close();
    }
}
