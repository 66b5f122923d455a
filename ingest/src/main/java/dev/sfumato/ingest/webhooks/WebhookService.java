package dev.sfumato.ingest.webhooks;

import dev.sfumato.ingest.streams.StreamsApplication;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.topics.Topics;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** The application that delivers webhooks, at least once: receivers know repeats by their id. */
public final class WebhookService implements AutoCloseable {
    /** Names the application, and so its state; never changes. */
    public static final String APPLICATION = "sfumato-webhooks";

    private static final Logger log = LoggerFactory.getLogger(WebhookService.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final KafkaProducer<String, byte[]> producer;
    private final ExecutorService reporters = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpCourier courier;
    private final StreamsApplication application;

    private WebhookService(
            WebhookSettings settings,
            KafkaSettings kafka,
            Properties streams,
            Readiness.Part part,
            Vertx vertx,
            MeterRegistry meters,
            Clock clock) {
        producer =
                new KafkaProducer<>(
                        kafka.producer(APPLICATION + "-reports"),
                        new StringSerializer(),
                        new ByteArraySerializer());
        courier = new HttpCourier(vertx, settings, this::report, clock);
        application =
                StreamsApplication.start(
                        WebhookTopology.build(settings.schedule(), courier, meters), streams, part);
    }

    /**
     * Starts the application; returns at once.
     *
     * @param streams settings of {@link #APPLICATION}
     * @param part becomes ready when the application runs
     * @param meters counts attempts by what became of them
     */
    public static WebhookService start(
            WebhookSettings settings,
            KafkaSettings kafka,
            Properties streams,
            Readiness.Part part,
            Vertx vertx,
            MeterRegistry meters,
            Clock clock) {
        return new WebhookService(settings, kafka, streams, part, vertx, meters, clock);
    }

    /** Waits until it delivers; false if that takes longer. */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return application.awaitRunning(patience);
    }

    @Override
    public void close() {
        application.close();
        courier.close();
        reporters.shutdownNow();
        producer.close(CLOSE);
    }

    /** Any thread: sending may block. A report that is lost leads to another attempt. */
    private void report(String id, Tried tried) {
        var record =
                new ProducerRecord<String, byte[]>(
                        Topics.WEBHOOKS, null, id, new byte[0], tried.headers());
        try {
            reporters.execute(() -> send(record));
        } catch (RejectedExecutionException e) {
            log.atDebug().addKeyValue("generationId", id).log("an attempt ended while stopping");
        }
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record);
        } catch (KafkaException | IllegalStateException e) {
            log.atWarn().setCause(e).log("an attempt could not be reported");
        }
    }
}
