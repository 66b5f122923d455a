package dev.sfumato.gateway;

import dev.sfumato.platform.access.Authenticator;
import dev.sfumato.platform.access.Caller;
import dev.sfumato.platform.access.Scope;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.http.Service;
import dev.sfumato.platform.kafka.CodecSerde;
import dev.sfumato.platform.limits.TenantLimits;
import dev.sfumato.platform.submission.Submission;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.events.TenantLoad;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A gateway on a loopback port. {@code Authorization: Bearer x} makes the caller tenant x, for half
 * a second if x is {@code brief}.
 */
public final class TestGateway implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Gateway gateway;
    private final Service service;
    private final Producer<String, Command> producer;
    private final FleetView fleet;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestGateway(
            Gateway gateway, Service service, Producer<String, Command> producer, FleetView fleet) {
        this.gateway = gateway;
        this.service = service;
        this.producer = producer;
        this.fleet = fleet;
    }

    static TestGateway start(Backdrop backdrop, GatewayConfig config) throws Exception {
        return start(backdrop, config, 120);
    }

    static TestGateway start(Backdrop backdrop, GatewayConfig config, int idleSeconds)
            throws Exception {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Producer<String, Command> producer =
                new KafkaProducer<>(
                        backdrop.kafka().promptProducer("gateway"),
                        new StringSerializer(),
                        new CodecSerde<>(Codecs.commands()).serializer());
        var fleet = new FleetView(new OneModel().defaultModel(), Clock.systemUTC());
        var submission =
                new Submission(
                        backdrop.vertx(),
                        producer,
                        new OneModel(),
                        backdrop.artifacts(),
                        ImageLimits.DEFAULT,
                        new TenantLimits(fleet, Clock.systemUTC()),
                        Clock.systemUTC(),
                        100);
        Gateway gateway =
                Gateway.start(
                        config,
                        backdrop.vertx(),
                        backdrop.kafka(),
                        backdrop.artifacts(),
                        byBearer(),
                        submission,
                        meters);
        Router router = Service.router(backdrop.vertx(), new Readiness(), meters);
        gateway.mount(router);
        Service service =
                Service.start(
                                backdrop.vertx(),
                                Gateway.options(Service.options(HttpSettings.loopback(0)))
                                        .setIdleTimeout(idleSeconds),
                                router)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return new TestGateway(gateway, service, producer, fleet);
    }

    /** Says that a tenant may have so many jobs waiting, and how many wait, as dispatch would. */
    void waiting(String tenant, int waiting, int most) {
        Instant now = Instant.now();
        fleet.accept(
                new Heartbeat(
                        "w1",
                        "cpu",
                        now,
                        1,
                        List.of(),
                        List.of(),
                        List.of(new OneModel().find("landscape").orElseThrow()),
                        false));
        var load = new TenantLoad(tenant, waiting, null, most, Quota.NONE);
        fleet.accept(new PoolSnapshot("cpu", now, waiting, 0, 1, 1, 1, null, false, List.of(load)));
    }

    public TestSocket socket(String... headers) {
        return TestSocket.open(http, url("ws", "/v1/stream"), headers);
    }

    public TestSocket socketAt(String path) {
        return TestSocket.open(http, url("ws", path));
    }

    public TestSocket socketWithBinaryPreviews() {
        return TestSocket.open(http, url("ws", "/v1/stream?previews=binary"));
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return http.send(request("GET", path, headers), BodyHandlers.ofString());
    }

    public HttpResponse<byte[]> send(String method, String path, String... headers)
            throws Exception {
        return http.send(request(method, path, headers), BodyHandlers.ofByteArray());
    }

    public CompletableFuture<HttpResponse<String>> post(String path, String json) {
        return http.sendAsync(
                HttpRequest.newBuilder(url("http", path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Posts, and hands out the answer line by line as it comes. */
    public CompletableFuture<HttpResponse<Stream<String>>> postForLines(String path, String json) {
        return http.sendAsync(
                HttpRequest.newBuilder(url("http", path))
                        .timeout(PATIENCE)
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofLines());
    }

    /** Posts a form whose boundary is b. */
    public CompletableFuture<HttpResponse<String>> postForm(String path, String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(url("http", path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    public URI url(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + service.port() + path);
    }

    @Override
    public void close() {
        http.shutdownNow();
        service.close();
        gateway.close();
        producer.close();
    }

    private HttpRequest request(String method, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url("http", path))
                        .timeout(PATIENCE)
                        .method(method, HttpRequest.BodyPublishers.noBody());
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private static Authenticator byBearer() {
        return request -> {
            String header = request.getHeader("Authorization");
            String tenant = header == null ? Caller.DEFAULT_TENANT : header.replace("Bearer ", "");
            Instant expires = tenant.equals("brief") ? Instant.now().plusMillis(500) : Instant.MAX;
            return Future.succeededFuture(new Caller(tenant, Set.of(Scope.values()), expires));
        };
    }
}
