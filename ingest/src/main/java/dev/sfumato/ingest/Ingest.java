package dev.sfumato.ingest;

import dev.sfumato.ingest.admission.AdmissionTopology;
import dev.sfumato.ingest.admission.FleetCatalogue;
import dev.sfumato.ingest.admission.Judge;
import dev.sfumato.ingest.admission.StoredAdmissions;
import dev.sfumato.ingest.dispatch.DispatchTopology;
import dev.sfumato.ingest.dispatch.PoolMeters;
import dev.sfumato.ingest.dispatch.Positions;
import dev.sfumato.ingest.dispatch.Rules;
import dev.sfumato.ingest.doors.TopicDoor;
import dev.sfumato.ingest.http.Doorkeeper;
import dev.sfumato.ingest.http.IngestRoutes;
import dev.sfumato.ingest.instances.Generations;
import dev.sfumato.ingest.instances.Listings;
import dev.sfumato.ingest.instances.PeerClient;
import dev.sfumato.ingest.instances.Places;
import dev.sfumato.ingest.instances.TakenIds;
import dev.sfumato.ingest.status.StatusService;
import dev.sfumato.ingest.streams.StateFolder;
import dev.sfumato.ingest.streams.StreamsApplication;
import dev.sfumato.ingest.webhooks.WebhookService;
import dev.sfumato.platform.access.Authenticator;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.fleet.WorkerDirectory;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Guarantee;
import dev.sfumato.platform.lifecycle.Resources;
import dev.sfumato.platform.limits.TenantLimits;
import dev.sfumato.platform.policy.ContentChecks;
import dev.sfumato.platform.submission.Submission;
import dev.sfumato.schemas.codec.RegistryFraming;
import dev.sfumato.schemas.requests.Resolver;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;

/** Takes work in and knows its state: doors, admission, dispatch and status. */
public final class Ingest implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(12);

    private final Resources resources;
    private final IngestRoutes.Parts parts;

    private Ingest(Resources resources, IngestRoutes.Parts parts) {
        this.resources = resources;
        this.parts = parts;
    }

    /**
     * What ingest works with and others share; whoever starts it closes them.
     *
     * @param address where other instances reach this one, as {@code host:port}
     * @param fleet which workers live and what they can run
     */
    public record Shared(
            String address,
            Vertx vertx,
            KafkaSettings kafka,
            Authenticator authenticator,
            Submission submission,
            WorkerDirectory fleet,
            ArtifactStore store,
            Readiness readiness,
            MeterRegistry meters,
            Clock clock) {}

    /**
     * Starts the applications and the topic door; returns when they run. The topics must be there.
     *
     * @throws IllegalStateException when they don't run within 60 s
     */
    public static Ingest start(IngestConfig config, Shared shared) {
        var resources = new Resources();
        try {
            return start(config, shared, resources);
        } catch (RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    /** Adds ingest's routes. */
    public void mount(Router router) {
        IngestRoutes.mount(router, parts);
    }

    @Override
    public void close() {
        resources.close();
    }

    private static Ingest start(IngestConfig config, Shared shared, Resources resources) {
        Readiness readiness = shared.readiness();
        resources.add(
                "state folder",
                StateFolder.watch(
                        config.streams(), config.leastFree(), readiness.part("state folder")),
                STOP);
        Orders orders =
                resources.add(
                        "orders", new Orders(shared.vertx(), shared.kafka(), shared.clock()), STOP);
        StatusService status =
                resources.add(
                        "status",
                        StatusService.start(
                                streams(
                                        StatusService.APPLICATION,
                                        Guarantee.EXACTLY_ONCE,
                                        config,
                                        shared),
                                readiness.part("status"),
                                orders::tombstone),
                        STOP);
        var positions = new Positions();
        StreamsApplication dispatch =
                resources.add("dispatch", dispatch(config, shared, positions), STOP);
        Judge judge = judge(config, shared);
        StreamsApplication admission =
                resources.add("admission", admission(config, shared, judge), STOP);
        WebhookService webhooks = resources.add("webhooks", webhooks(config, shared), STOP);
        resources.add(
                "topic door",
                TopicDoor.start(
                        shared.kafka(),
                        config.doors(),
                        new RegistryFraming(config.schemas()),
                        shared.fleet().view()),
                STOP);
        PoolMeters.register(shared.meters(), config.pools(), shared.fleet().view());
        await(shared.fleet()::awaitCaughtUp, "the directory of workers");
        await(dispatch::awaitRunning, DispatchTopology.APPLICATION);
        await(admission::awaitRunning, AdmissionTopology.APPLICATION);
        await(status::awaitRunning, StatusService.APPLICATION);
        await(webhooks::awaitRunning, WebhookService.APPLICATION);
        var peers = resources.add("peers", new PeerClient(shared.vertx()), STOP);
        var places =
                new Places(positions, pool -> dispatch.owner(DispatchTopology.STORE, pool), peers);
        return new Ingest(
                resources,
                new IngestRoutes.Parts(
                        shared.vertx(),
                        shared.authenticator(),
                        shared.submission(),
                        new Doorkeeper(
                                shared.vertx(),
                                judge,
                                config.tenants(),
                                new TenantLimits(shared.fleet().view(), shared.clock())),
                        new Generations(shared.vertx(), status, places, peers),
                        new Listings(shared.vertx(), status, places, peers),
                        new TakenIds(shared.vertx(), new StoredAdmissions(admission), peers),
                        places,
                        shared.fleet().view(),
                        shared.store(),
                        ImageLimits.DEFAULT,
                        orders,
                        config.origins()));
    }

    private static StreamsApplication dispatch(
            IngestConfig config, Shared shared, Positions positions) {
        var topology = new Topology();
        Rules rules = Rules.of(config.tenants().shares(), config.tenants().others().share());
        DispatchTopology.build(topology, Set.copyOf(config.pools()), rules, positions);
        return StreamsApplication.start(
                topology,
                streams(DispatchTopology.APPLICATION, Guarantee.AT_LEAST_ONCE, config, shared),
                shared.readiness().part("dispatch"));
    }

    private static Judge judge(IngestConfig config, Shared shared) {
        var fleet = shared.fleet().view();
        return new Judge(
                new FleetCatalogue(fleet, config.pools(), config.models()),
                new Resolver.Settings(
                        config.deadline(), config.longestDeadline(), fleet.defaultModel()),
                config.tenants());
    }

    private static StreamsApplication admission(IngestConfig config, Shared shared, Judge judge) {
        var topology = new Topology();
        AdmissionTopology.build(topology, judge, ContentChecks.load(), shared.meters());
        return StreamsApplication.start(
                topology,
                streams(AdmissionTopology.APPLICATION, Guarantee.AT_LEAST_ONCE, config, shared),
                shared.readiness().part("admission"));
    }

    private static WebhookService webhooks(IngestConfig config, Shared shared) {
        return WebhookService.start(
                config.webhooks(),
                shared.kafka(),
                streams(WebhookService.APPLICATION, Guarantee.AT_LEAST_ONCE, config, shared),
                shared.readiness().part("webhooks"),
                shared.vertx(),
                shared.meters(),
                shared.clock());
    }

    private static Properties streams(
            String application, Guarantee guarantee, IngestConfig config, Shared shared) {
        Properties settings = shared.kafka().streams(application, config.streams(), guarantee);
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, shared.address());
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
        return settings;
    }

    @FunctionalInterface
    private interface Waiting {
        boolean await(Duration patience) throws InterruptedException;
    }

    private static void await(Waiting waiting, String what) {
        try {
            if (!waiting.await(START)) {
                throw new IllegalStateException(what + " didn't start within " + START);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }
}
