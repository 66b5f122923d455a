package dev.sfumato.ingest.status;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Guarantee;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The status application, exactly once: one commit covers state, lists and results. */
public final class StatusService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusService.class);
    private static final String APPLICATION = "sfumato-status";
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final KafkaProducer<String, byte[]> producer;
    private final ExecutorService readers;
    private final StatusView view;
    private final CountDownLatch running = new CountDownLatch(1);

    private StatusService(KafkaSettings kafka, Path folder) {
        var waiters = new Waiters();
        streams =
                new KafkaStreams(
                        StatusTopology.build(waiters),
                        kafka.streams(APPLICATION, folder, Guarantee.EXACTLY_ONCE));
        producer =
                new KafkaProducer<>(
                        kafka.producer(APPLICATION + "-purge"),
                        new StringSerializer(),
                        new ByteArraySerializer());
        readers = Executors.newVirtualThreadPerTaskExecutor();
        view = new StreamsStatusView(streams, waiters, readers, this::tombstone);
    }

    /**
     * Starts the application; returns at once.
     *
     * @param folder where its state lies, one process at a time
     */
    public static StatusService start(KafkaSettings kafka, Path folder) {
        var service = new StatusService(kafka, folder);
        service.streams.setUncaughtExceptionHandler(
                failure -> {
                    log.atError().setCause(failure).log("the status application's thread failed");
                    return StreamThreadExceptionResponse.REPLACE_THREAD;
                });
        service.streams.setStateListener(
                (now, before) -> {
                    if (now == KafkaStreams.State.RUNNING) {
                        service.running.countDown();
                    }
                });
        service.streams.start();
        return service;
    }

    public StatusView view() {
        return view;
    }

    /** Whether it folds events now. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Waits until it folds events; false if that takes longer. */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        streams.close(CLOSE);
        producer.close(CLOSE);
        readers.shutdownNow();
    }

    /** The one place where a tombstone is made: a generation's key without a value. */
    private CompletableFuture<Void> tombstone(GenerationId id) {
        var done = new CompletableFuture<Void>();
        var _ =
                producer.send(
                        new ProducerRecord<>(Topics.EVENTS, id.toString(), null),
                        (metadata, failure) -> {
                            if (failure == null) {
                                done.complete(null);
                            } else {
                                done.completeExceptionally(failure);
                            }
                        });
        return done;
    }
}
