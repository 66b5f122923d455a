package dev.sfumato.standalone;

import dev.sfumato.gateway.Gateway;
import dev.sfumato.gateway.GatewayConfig;
import dev.sfumato.ingest.Ingest;
import dev.sfumato.ingest.IngestConfig;
import dev.sfumato.platform.artifacts.ArtifactSettings;
import dev.sfumato.platform.artifacts.Retention;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.http.Service;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.lifecycle.Resources;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.worker.Worker;
import dev.sfumato.worker.WorkerConfig;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.apache.kafka.clients.admin.Admin;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Each service as a process of its own. Each method starts one, puts what it holds into the
 * resources, and returns the line to print.
 */
public final class Services {
    static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int INGEST_PORT = 8080;
    private static final int GATEWAY_PORT = 8081;
    private static final int WORKER_PORT = 8082;

    private Services() {}

    public static String worker(Map<String, String> settings, Resources resources)
            throws IOException {
        ConfigReader read = new ConfigReader(settings);
        KafkaSettings kafka = KafkaSettings.from(read);
        HttpSettings http = HttpSettings.from(read, WORKER_PORT);
        WorkerConfig config = WorkerConfig.from(read);
        ArtifactSettings artifacts = ArtifactSettings.from(read);
        TopicLayout layout = TopicLayout.from(read);
        Settings.leaveServices(read);
        read.throwIfInvalid();
        requireTopics(kafka, layout);
        PrometheusMeterRegistry meters = Common.meters(resources);
        var observers = new Worker.Observers(meters, new Readiness());
        Vertx vertx = Common.vertx(resources);
        Router router = Service.router(vertx, observers.readiness(), meters);
        int port = listen(http, vertx, router, resources);
        Clock clock = Clock.systemUTC();
        Worker worker =
                Worker.start(config, kafka, artifacts.open(clock, resources), observers, clock);
        resources.add("worker", worker, config.grace().plusSeconds(10));
        return "worker takes jobs of pool %s with %s; health and metrics on http://%s:%d/"
                .formatted(config.pool(), worker.models(), http.host(), port);
    }

    public static String gateway(Map<String, String> settings, Resources resources)
            throws IOException {
        ConfigReader read = new ConfigReader(settings);
        Common.Options options = Common.Options.from(read, GATEWAY_PORT);
        GatewayConfig config = GatewayConfig.from(read);
        TopicLayout layout = TopicLayout.from(read);
        Settings.leaveServices(read);
        read.throwIfInvalid();
        Common common = open(options, layout, resources);
        Gateway gateway = gateway(config, common, resources);
        return serve("gateway", common, gateway::mount, resources);
    }

    public static String ingest(Map<String, String> settings, Resources resources)
            throws IOException {
        ConfigReader read = new ConfigReader(settings);
        Common.Options options = Common.Options.from(read, INGEST_PORT);
        IngestConfig config = IngestConfig.from(read);
        TopicLayout layout = TopicLayout.from(read);
        Settings.leaveServices(read);
        read.throwIfInvalid();
        Common common = open(options, layout, resources);
        Router router = Service.router(common.vertx(), common.readiness(), common.meters());
        // Other instances may ask as soon as this one takes part: it listens before, and says so.
        var opened = new AtomicBoolean();
        router.route("/v1/*").handler(context -> pass(context, opened.get()));
        int port = listen(common.http(), common.vertx(), router, resources);
        String address = config.address().orElse(address(common.http(), port));
        Ingest ingest = ingest(config, address, common, resources);
        ingest.mount(router);
        opened.set(true);
        return "ingest listens on http://%s:%d/, other instances reach it at %s"
                .formatted(common.http().host(), port, address);
    }

    private static void pass(RoutingContext context, boolean opened) {
        if (opened) {
            context.next();
        } else {
            context.fail(new ProblemException(Problem.unavailable("starting", SOON)));
        }
    }

    /** Where others on the network reach a port of this machine. */
    private static String address(HttpSettings http, int port) throws IOException {
        boolean anywhere = InetAddress.getByName(http.host()).isAnyLocalAddress();
        String host = anywhere ? InetAddress.getLocalHost().getHostAddress() : http.host();
        return host + ":" + port;
    }

    private static Common open(Common.Options options, TopicLayout layout, Resources resources)
            throws IOException {
        requireTopics(options.kafka(), layout);
        return Common.open(options, Common.vertx(resources), resources);
    }

    private static String serve(
            String name, Common common, Consumer<Router> mount, Resources resources)
            throws IOException {
        Router router = Service.router(common.vertx(), common.readiness(), common.meters());
        mount.accept(router);
        int port = listen(common.http(), common.vertx(), router, resources);
        return "%s listens on http://%s:%d/".formatted(name, common.http().host(), port);
    }

    static Gateway gateway(GatewayConfig config, Common common, Resources resources) {
        Gateway gateway =
                Gateway.start(
                        config,
                        common.vertx(),
                        common.kafka(),
                        common.store(),
                        common.authenticator(),
                        common.submission(),
                        common.meters());
        return resources.add("gateway", gateway, STOP);
    }

    static Ingest ingest(IngestConfig config, String address, Common common, Resources resources) {
        Ingest ingest =
                Ingest.start(
                        config,
                        new Ingest.Shared(
                                address,
                                common.vertx(),
                                common.kafka(),
                                common.authenticator(),
                                common.submission(),
                                common.fleet(),
                                common.store(),
                                common.readiness(),
                                common.meters(),
                                common.clock()));
        resources.add(
                "retention",
                Retention.start(common.store(), common.artifacts().kept(), SWEEP, common.clock()),
                STOP);
        return resources.add("ingest", ingest, STOP);
    }

    static int listen(HttpSettings http, Vertx vertx, Router router, Resources resources)
            throws IOException {
        HttpServerOptions options = Gateway.options(Service.options(http));
        Service service = await(Service.start(vertx, options, router), http);
        resources.add("http", service, STOP);
        return service.port();
    }

    /** Stops a service whose topics aren't as they must be. */
    private static void requireTopics(KafkaSettings kafka, TopicLayout layout) {
        try (Admin admin = Admin.create(kafka.admin("sfumato-check"))) {
            TopicAdmin.require(admin, layout.catalogue(admin));
        }
    }

    private static Service await(Future<Service> starting, HttpSettings http) throws IOException {
        try {
            return starting.toCompletionStage()
                    .toCompletableFuture()
                    .get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "http.port %d on %s can't be listened on: %s"
                            .formatted(http.port(), http.host(), cause(e)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }

    private static String cause(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }
}
