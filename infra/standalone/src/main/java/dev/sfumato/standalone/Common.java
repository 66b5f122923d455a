package dev.sfumato.standalone;

import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.access.Authenticator;
import dev.sfumato.platform.artifacts.ArtifactSettings;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.fleet.WorkerDirectory;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.kafka.CodecSerde;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.lifecycle.Resources;
import dev.sfumato.platform.limits.TenantLimits;
import dev.sfumato.platform.submission.Submission;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Command;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the services of one process share; {@link Resources} closes it. */
record Common(
        Vertx vertx,
        KafkaSettings kafka,
        HttpSettings http,
        Authenticator authenticator,
        ArtifactSettings artifacts,
        ArtifactStore store,
        WorkerDirectory fleet,
        Submission submission,
        Readiness readiness,
        PrometheusMeterRegistry meters,
        Clock clock) {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MAX_UNDER_WAY = 1_000;

    /** The settings that {@link #open} needs. */
    record Options(
            KafkaSettings kafka, HttpSettings http, ArtifactSettings artifacts, String model) {
        static Options from(ConfigReader read, int defaultPort) {
            return new Options(
                    KafkaSettings.from(read),
                    HttpSettings.from(read, defaultPort),
                    ArtifactSettings.from(read),
                    read.text("ingest.default.model", "landscape"));
        }
    }

    static Common open(Options options, Vertx vertx, Resources resources) throws IOException {
        Clock clock = Clock.systemUTC();
        ArtifactStore store = options.artifacts().open(clock, resources);
        PrometheusMeterRegistry meters = meters(resources);
        WorkerDirectory fleet =
                resources.add(
                        "fleet",
                        WorkerDirectory.follow(
                                options.kafka(), "sfumato-fleet", options.model(), clock),
                        DEADLINE);
        var producer =
                resources.add(
                        "submission",
                        new KafkaProducer<String, Command>(
                                options.kafka().promptProducer("sfumato-submission"),
                                new StringSerializer(),
                                new CodecSerde<>(Codecs.commands()).serializer()),
                        DEADLINE);
        var submission =
                new Submission(
                        vertx,
                        producer,
                        fleet.view(),
                        store,
                        ImageLimits.DEFAULT,
                        new TenantLimits(fleet.view(), clock),
                        clock,
                        MAX_UNDER_WAY);
        return new Common(
                vertx,
                options.kafka(),
                options.http(),
                Access.authenticator(options.http(), clock),
                options.artifacts(),
                store,
                fleet,
                submission,
                new Readiness(),
                meters,
                clock);
    }

    /** A registry of meters, closed with the other resources. */
    static PrometheusMeterRegistry meters(Resources resources) {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        resources.add("metrics", meters::close, DEADLINE);
        return meters;
    }

    /** Vert.x, closed with the other resources. */
    static Vertx vertx(Resources resources) {
        Vertx vertx = Vertx.vertx();
        resources.add(
                "vertx",
                () ->
                        vertx.close()
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS),
                DEADLINE.plusSeconds(1));
        return vertx;
    }
}
