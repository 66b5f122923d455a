package dev.sfumato.benchmarks.accepting;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.ingest.Ingest;
import dev.sfumato.ingest.IngestConfig;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.artifacts.FileArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.fleet.WorkerDirectory;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.http.Service;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.lifecycle.Resources;
import dev.sfumato.platform.submission.Submission;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Ingest as its process runs it, a bare handler, and two embedded brokers, all in this process: the
 * second broker takes what nobody reads.
 */
final class Bench implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final String POOL = "default";
    private static final int UNDER_WAY = 1_000;
    private static final ModelCard MODEL =
            new ModelCard(
                    "landscape",
                    "image",
                    "stable-diffusion",
                    List.of("text-to-image"),
                    List.of("dpmpp-2m"),
                    new ModelCard.Defaults(20, 5, "dpmpp-2m"),
                    100,
                    4,
                    """
                    {"type": "object", "properties": {
                      "width": {"type": "integer", "minimum": 64, "maximum": 256, "default": 128},
                      "height": {"type": "integer", "minimum": 64, "maximum": 256, "default": 128}}}
                    """,
                    "steps * 2");

    private final Resources resources = new Resources();
    private final Vertx vertx;
    private final KafkaSettings kafka;
    private final Turnout turnout;
    private final int ingest;
    private final int bare;

    Bench(Path folder) throws Exception {
        kafka = broker("first", folder);
        KafkaSettings aside = broker("second", folder);
        vertx = Vertx.vertx();
        resources.add("vertx", this::closeVertx, STOP);
        turnout = resources.add("commands", new Turnout(kafka, aside), STOP);
        bare = BareHandler.start(vertx, bytes(aside), Topics.COMMANDS).port();
        ingest = ingest(folder);
    }

    Vertx vertx() {
        return vertx;
    }

    KafkaSettings kafka() {
        return kafka;
    }

    /** Whether commands go on to admission, or to where nobody reads them. */
    void goOn(boolean further) {
        turnout.turn(further);
    }

    int ingestPort() {
        return ingest;
    }

    int barePort() {
        return bare;
    }

    /** Says that a worker lives, with so many slots. */
    void beat(int slots) throws Exception {
        Heartbeat heartbeat =
                new Heartbeat(
                        "w1",
                        POOL,
                        Instant.now(),
                        slots,
                        List.of(),
                        List.of("cpu:0"),
                        List.of(MODEL),
                        false);
        Producer<String, byte[]> producer = bytes(kafka);
        producer.send(
                        new ProducerRecord<>(
                                Topics.WORKERS, "w1", Codecs.heartbeats().encode(heartbeat)))
                .get(30, TimeUnit.SECONDS);
        DispatchMessage alive = new DispatchMessage.Alive(heartbeat);
        producer.send(new ProducerRecord<>(Topics.DISPATCH, POOL, Codecs.dispatch().encode(alive)))
                .get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        resources.close();
    }

    private void closeVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(9, TimeUnit.SECONDS);
    }

    private KafkaSettings broker(String name, Path folder) throws Exception {
        EmbeddedKafka broker =
                resources.add(name, EmbeddedKafka.start(folder.resolve(name), 0), STOP);
        var settings = new KafkaSettings(broker.bootstrapServers(), 1, Map.of());
        try (Admin admin = Admin.create(settings.admin("bench"))) {
            TopicAdmin.apply(admin, TopicCatalogue.topics(2, List.of(POOL), List.of()), 1);
        }
        return settings;
    }

    private Producer<String, byte[]> bytes(KafkaSettings where) {
        return resources.add(
                "bytes",
                new KafkaProducer<>(
                        where.producer("bench"), new StringSerializer(), new ByteArraySerializer()),
                STOP);
    }

    private int ingest(Path folder) throws Exception {
        Clock clock = Clock.systemUTC();
        beat(0);
        var store = FileArtifactStore.open(folder.resolve("artifacts"), clock);
        var fleet =
                resources.add(
                        "fleet", WorkerDirectory.follow(kafka, "fleet", MODEL.id(), clock), STOP);
        var submission =
                new Submission(
                        vertx, turnout, fleet.view(), store, ImageLimits.DEFAULT, clock, UNDER_WAY);
        var readiness = new Readiness();
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HttpSettings http = HttpSettings.loopback(0);
        Router router = Service.router(vertx, readiness, meters);
        Service service =
                resources.add(
                        "http",
                        Service.start(vertx, Service.options(http), router)
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(STOP.toSeconds(), TimeUnit.SECONDS),
                        STOP);
        var read =
                new ConfigReader(
                        Map.of(
                                "streams.folder",
                                folder.resolve("streams").toString(),
                                "ingest.standbys",
                                "0"));
        IngestConfig config = IngestConfig.from(read);
        read.throwIfInvalid();
        Ingest started =
                Ingest.start(
                        config,
                        new Ingest.Shared(
                                "127.0.0.1:" + service.port(),
                                vertx,
                                kafka,
                                Access.authenticator(http, clock),
                                submission,
                                fleet,
                                store,
                                readiness,
                                meters,
                                clock));
        resources.add("ingest", started, STOP);
        started.mount(router);
        return service.port();
    }
}
