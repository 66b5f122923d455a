package dev.sfumato.gateway.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.access.Scope;
import dev.sfumato.platform.artifacts.FileArtifactStore;
import dev.sfumato.platform.artifacts.StoredArtifact;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.http.Service;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

class ArtifactLinkTest {
    private static final URI ELSEWHERE = URI.create("https://s3.example.org/");

    @TempDir Path folder;
    private final Vertx vertx = Vertx.vertx();
    private StoredArtifact stored;
    private URI base;

    @BeforeEach
    void serve() throws Exception {
        Clock clock = Clock.systemUTC();
        var store = new LinkingStore(FileArtifactStore.open(folder, clock), ELSEWHERE);
        stored = store.put("default", "image/png", new byte[] {1, 2, 3});
        HttpSettings http = HttpSettings.loopback(0);
        Router router =
                Service.router(
                        vertx,
                        new Readiness(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        router.route("/v1/artifacts/:id")
                .handler(Access.require(Access.authenticator(http, clock), Scope.READ))
                .handler(new ArtifactDoor(vertx, store));
        Service service =
                Service.start(vertx, Service.options(http), router)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
        base = URI.create("http://127.0.0.1:" + service.port() + "/v1/artifacts/");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void sendsClientsToTheStoreThatSignsLinks() throws Exception {
        // When
        HttpResponse<byte[]> got = send("GET", stored.id());
        HttpResponse<byte[]> head = send("HEAD", stored.id());
        HttpResponse<byte[]> absent = send("GET", "0".repeat(64));
        // Then
        assertThat(got.statusCode()).isEqualTo(307);
        assertThat(got.headers().firstValue("location"))
                .contains("https://s3.example.org/default/" + stored.id() + "?signature=x");
        assertThat(got.headers().firstValue("cache-control")).contains("no-store");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-length")).contains("3");
        assertThat(absent.statusCode()).isEqualTo(404);
    }

    private HttpResponse<byte[]> send(String method, String id) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(base.resolve(id))
                            .timeout(Duration.ofSeconds(30))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
