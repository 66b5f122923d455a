package dev.sfumato.worker.publishing;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Writes {@code sfumato.previews} by a thread and a producer of its own, so that previews never
 * slow anything else down. What Kafka doesn't take soon is dropped: where too many wait, the oldest
 * ones, and each where a newer one of the same picture has come.
 */
public final class PreviewPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PreviewPublisher.class);
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Some megabytes of pictures, at most. */
    private static final int WAITING = 64;

    private static final int UNDER_WAY = 8;

    private final Function<ProducerRecord<String, byte[]>, CompletableFuture<Void>> send;
    private final Runnable onDropped;
    private final Runnable onClose;
    private final PreviewQueue queue = new PreviewQueue(WAITING);
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final Thread thread;

    /**
     * Sends by {@code send}, which may block.
     *
     * @param onDropped told of each preview that won't be sent; any thread
     */
    PreviewPublisher(
            Function<ProducerRecord<String, byte[]>, CompletableFuture<Void>> send,
            Runnable onDropped,
            Runnable onClose) {
        this.send = send;
        this.onDropped = onDropped;
        this.onClose = onClose;
        this.thread = Thread.ofPlatform().name("previews").daemon().start(this::sendAll);
    }

    /**
     * Connects.
     *
     * @param onDropped told of each preview that won't be sent; any thread
     */
    public static PreviewPublisher connect(
            KafkaSettings kafka, String clientId, Runnable onDropped) {
        Properties settings = kafka.producer(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "1");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * 1024 * 1024);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500L);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        var sender = new Sender(settings);
        return new PreviewPublisher(sender::send, onDropped, sender::close);
    }

    /** Sends it soon, or not at all. Returns at once. */
    public void publish(Preview preview) {
        if (queue.put(preview)) {
            onDropped.run();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            if (!thread.join(STOP)) {
                log.atWarn().log("the previews' thread didn't stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        onClose.run();
    }

    private void sendAll() {
        try {
            while (true) {
                free.acquire();
                send(queue.take());
            }
        } catch (InterruptedException e) {
            log.atDebug().log("no more previews");
        }
    }

    private void send(Preview preview) {
        var record =
                new ProducerRecord<>(
                        Topics.PREVIEWS,
                        preview.subject().id().toString(),
                        Codecs.previews().encode(preview));
        var _ =
                send.apply(record)
                        .whenComplete(
                                (done, failure) -> {
                                    free.release();
                                    if (failure != null) {
                                        onDropped.run();
                                        log.atDebug()
                                                .addKeyValue("cause", failure.toString())
                                                .log("preview dropped");
                                    }
                                });
    }
}
