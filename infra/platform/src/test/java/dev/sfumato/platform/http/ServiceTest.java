package dev.sfumato.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.access.Authenticator;
import dev.sfumato.platform.access.Scope;
import dev.sfumato.platform.artifacts.Digest;
import dev.sfumato.schemas.requests.Violation;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class ServiceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Readiness readiness = new Readiness();
    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Router router = Service.router(vertx, readiness, meters);
    private final Service service = start(router);

    @BeforeEach
    void routes() {
        router.get("/broken")
                .handler(
                        context -> {
                            throw new IllegalStateException("prompt: secret");
                        });
        router.get("/invalid")
                .handler(
                        context ->
                                context.fail(
                                        new ProblemException(
                                                Problem.invalid(
                                                        List.of(new Violation("steps", "bad"))))));
        router.get("/busy")
                .handler(
                        context ->
                                Problem.unavailable("later", Duration.ofMillis(1500))
                                        .send(context.response()));
        router.post("/echo")
                .handler(Bodies.upTo(10))
                .handler(context -> context.end(context.body().buffer()));
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        await(vertx.close());
        client.close();
    }

    @Test
    void saysWhetherItIsAliveAndReady() throws Exception {
        // Given
        Readiness.Part kafka = readiness.part("kafka");
        // When
        var starting = get("/readyz");
        kafka.notReady("broker is gone");
        var gone = get("/readyz");
        kafka.ready();
        var ready = get("/readyz");
        // Then
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(starting.statusCode()).isEqualTo(503);
        assertThat(starting.body()).contains("\"kafka\":\"starting\"");
        assertThat(gone.body()).contains("\"kafka\":\"broker is gone\"");
        assertThat(ready.statusCode()).isEqualTo(200);
    }

    @Test
    void showsMeters() throws Exception {
        // Given
        meters.counter("sfumato.things").increment();
        // When
        var response = get("/metrics");
        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("sfumato_things_total 1.0");
    }

    @Test
    void answersEveryFailureAsAProblem() throws Exception {
        // Given
        String type = "application/problem+json";
        // When
        var missing = get("/nothing");
        var wrongMethod = send(request("/echo").DELETE());
        var broken = get("/broken");
        var tooLarge = send(request("/echo").POST(BodyPublishers.ofString("12345678901")));
        // Then
        assertThat(List.of(missing, wrongMethod, broken, tooLarge))
                .allSatisfy(r -> assertThat(r.headers().firstValue("content-type")).contains(type));
        assertThat(code(missing)).isEqualTo("404 not_found");
        assertThat(code(wrongMethod)).isEqualTo("405 method_not_allowed");
        assertThat(code(broken)).isEqualTo("500 internal");
        assertThat(broken.body()).doesNotContain("secret");
        assertThat(code(tooLarge)).isEqualTo("413 too_large");
        assertThat(send(request("/echo").POST(BodyPublishers.ofString("1234567890"))).body())
                .isEqualTo("1234567890");
    }

    @Test
    void listsViolationsAndSaysWhenToRetry() throws Exception {
        // Given
        var violation = new JsonObject().put("path", "steps").put("message", "bad");
        // When
        var invalid = get("/invalid");
        var busy = get("/busy");
        // Then
        assertThat(code(invalid)).isEqualTo("422 invalid_request");
        assertThat(new JsonObject(invalid.body()).getJsonArray("violations")).contains(violation);
        assertThat(code(busy)).isEqualTo("503 unavailable");
        assertThat(busy.headers().firstValue("retry-after")).contains("2");
    }

    @Test
    void letsCallersInByKeyAndScope() throws Exception {
        // Given
        Path keys = folder.resolve("keys");
        Files.writeString(keys, "# ours\nacme,k1," + hash("one") + ",read\n\n");
        guard(
                Access.authenticator(
                        new HttpSettings("127.0.0.1", 0, 1024, Optional.of(keys), Optional.empty()),
                        Clock.systemUTC()));
        // When
        var nobody = get("/read");
        var stranger = send(request("/read").header("Authorization", "Bearer two"));
        var reader = send(request("/read").header("Authorization", "bearer one"));
        var beyond = send(request("/operate").header("Authorization", "Bearer one"));
        // Then
        assertThat(code(nobody)).isEqualTo("401 unauthenticated");
        assertThat(nobody.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(code(stranger)).isEqualTo("401 unauthenticated");
        assertThat(reader.body()).isEqualTo("acme");
        assertThat(code(beyond)).isEqualTo("403 forbidden");
    }

    @Test
    void takesEverybodyForTheDefaultTenantWithoutKeys() throws Exception {
        // Given
        guard(Authenticator.open());
        // When
        var response = get("/operate");
        // Then
        assertThat(response.body()).isEqualTo("default");
    }

    @RepeatedTest(20)
    void lastsUntilARunningRequestEnds() throws Exception {
        // Given
        var arrived = new CompletableFuture<RoutingContext>();
        router.get("/slow").handler(arrived::complete);
        var answer = client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
        var context = arrived.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        // When
        var closing = Thread.ofVirtual().start(service::close);
        context.vertx().runOnContext(ignored -> context.end("done"));
        // Then
        assertThat(answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).body()).isEqualTo("done");
        assertThat(closing.join(DEADLINE)).isTrue();
    }

    private void guard(Authenticator authenticator) {
        for (Scope scope : List.of(Scope.READ, Scope.OPERATE)) {
            router.get("/" + scope.name().toLowerCase(Locale.ROOT))
                    .handler(Access.require(authenticator, scope))
                    .handler(context -> context.end(Access.caller(context).tenant()));
        }
    }

    private Service start(Router routes) {
        var options = Service.options(HttpSettings.loopback(0));
        return await(Service.start(vertx, options, routes));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        URI uri = URI.create("http://127.0.0.1:" + service.port() + path);
        return HttpRequest.newBuilder(uri).timeout(DEADLINE);
    }

    private static String code(HttpResponse<String> response) {
        var json = new JsonObject(response.body());
        assertThat(json.getInteger("status")).isEqualTo(response.statusCode());
        return response.statusCode() + " " + json.getString("code");
    }

    private static String hash(String key) {
        return Digest.sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
