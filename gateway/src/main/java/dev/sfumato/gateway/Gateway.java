package dev.sfumato.gateway;

import dev.sfumato.gateway.artifacts.ArtifactDoor;
import dev.sfumato.gateway.console.ConsoleDoor;
import dev.sfumato.gateway.openai.ImagesDoor;
import dev.sfumato.gateway.replay.Feeds;
import dev.sfumato.gateway.replay.Locator;
import dev.sfumato.gateway.streaming.EventLoops;
import dev.sfumato.gateway.streaming.EventsDoor;
import dev.sfumato.gateway.streaming.Meters;
import dev.sfumato.gateway.streaming.SocketDoor;
import dev.sfumato.gateway.streaming.Tickets;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.access.Authenticator;
import dev.sfumato.platform.access.Scope;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.http.Bodies;
import dev.sfumato.platform.http.Origins;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.submission.Submission;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.time.Clock;

/** Shows people and programs what happens to generations, and hands out what was made. */
public final class Gateway implements AutoCloseable {
    private static final String IMAGES = "/v1/images/generations";
    private static final String EDITS = "/v1/images/edits";
    private static final int MAX_FRAME = 64 * 1024;
    // Silence while a picture is made: OpenAI's clients wait for 600 s unless told otherwise.
    private static final int IDLE_SECONDS = 660;
    private static final int MAX_FIELDS = 64;
    private static final int MAX_MESSAGE = 256 * 1024;

    private final Vertx vertx;
    private final GatewayConfig config;
    private final ArtifactStore artifacts;
    private final Authenticator authenticator;
    private final Submission submission;
    private final Meters meters;
    private final Locator locator;
    private final EventLoops loops;
    private final Feeds feeds;

    private Gateway(
            Vertx vertx,
            GatewayConfig config,
            ArtifactStore artifacts,
            Authenticator authenticator,
            Submission submission,
            Meters meters,
            Locator locator,
            EventLoops loops,
            Feeds feeds) {
        this.vertx = vertx;
        this.config = config;
        this.artifacts = artifacts;
        this.authenticator = authenticator;
        this.submission = submission;
        this.meters = meters;
        this.locator = locator;
        this.loops = loops;
        this.feeds = feeds;
    }

    /**
     * Begins to read the event log; blocks until Kafka answers. {@link #mount} makes it reachable.
     *
     * @param artifacts where results are; the caller closes it, as everything else it passes
     * @throws org.apache.kafka.common.KafkaException when Kafka doesn't answer
     */
    public static Gateway start(
            GatewayConfig config,
            Vertx vertx,
            KafkaSettings kafka,
            ArtifactStore artifacts,
            Authenticator authenticator,
            Submission submission,
            MeterRegistry registry) {
        Clock clock = Clock.systemUTC();
        var locator = new Locator(vertx, config.ingestUrl(), clock);
        var loops = new EventLoops();
        Feeds feeds =
                Feeds.open(
                        kafka,
                        locator,
                        config.replayConsumers(),
                        config.watched(),
                        loops::pace,
                        clock);
        registry.gauge("sfumato.gateway.watched", feeds, Feeds::watched);
        var meters = new Meters(registry);
        return new Gateway(
                vertx, config, artifacts, authenticator, submission, meters, locator, loops, feeds);
    }

    /** Bounds on messages and forms, and the subprotocol, added to the options of the server. */
    public static HttpServerOptions options(HttpServerOptions options) {
        return options.addWebSocketSubProtocol(SocketDoor.SUBPROTOCOL)
                .setMaxWebSocketFrameSize(MAX_FRAME)
                .setMaxWebSocketMessageSize(MAX_MESSAGE)
                .setMaxFormAttributeSize(MAX_FRAME)
                .setMaxFormFields(MAX_FIELDS)
                .setIdleTimeout(IDLE_SECONDS);
    }

    /** Adds the gateway's routes to a router whose server has its {@link #options}. */
    public void mount(Router router) {
        var origins = new Origins(config.origins());
        Handler<RoutingContext> reader = Access.require(authenticator, Scope.READ);
        var tickets = new Tickets(Clock.systemUTC());
        router.post("/v1/stream-tickets")
                .handler(origins.guard())
                .handler(reader)
                .handler(tickets::give);
        router.get("/v1/stream")
                .handler(tickets::redeem)
                .handler(reader)
                .handler(
                        new SocketDoor(
                                vertx, feeds, submission, origins, config.limits(), loops, meters));
        router.get("/v1/generations/:id/events")
                .handler(reader)
                .handler(new EventsDoor(vertx, feeds, config.limits(), meters));
        router.route("/v1/artifacts/:id")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(reader)
                .handler(new ArtifactDoor(vertx, artifacts));
        mountImages(router, origins);
        ConsoleDoor.mount(router);
    }

    /** Several routes, as within one a body can't be read after the caller is known. */
    private void mountImages(Router router, Origins origins) {
        Handler<RoutingContext> maker = Access.require(authenticator, Scope.GENERATE);
        var door = new ImagesDoor(vertx, feeds, submission, artifacts, config.limits().ping());
        router.post(IMAGES).handler(origins.guard());
        router.post(IMAGES).handler(maker);
        router.post(IMAGES).handler(Bodies.upTo(MAX_MESSAGE));
        router.post(IMAGES).handler(door::generations);
        router.post(EDITS).handler(origins.guard());
        router.post(EDITS).handler(maker);
        router.post(EDITS).handler(door::edits);
    }

    /** Stops reading. Streams still open end with their server. */
    @Override
    public void close() {
        feeds.close();
        locator.close();
    }
}
