package dev.sfumato.worker.publishing;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Properties;

/**
 * Writes {@code sfumato.previews} by a producer of its own, which loses what it can't send soon:
 * previews never slow anything else down.
 */
public final class PreviewPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PreviewPublisher.class);

    private final Sender sender;

    /** Connects. */
    public PreviewPublisher(KafkaSettings kafka, String clientId) {
        Properties settings = kafka.producer(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "1");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * 1024 * 1024);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500L);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        sender = new Sender(settings);
    }

    /** Sends it, or not. */
    public void publish(Preview preview) {
        var record =
                new ProducerRecord<>(
                        Topics.PREVIEWS,
                        preview.subject().id().toString(),
                        Codecs.previews().encode(preview));
        var _ =
                sender.send(record)
                        .whenComplete(
                                (done, failure) -> {
                                    if (failure != null) {
                                        log.atDebug()
                                                .addKeyValue("cause", failure.toString())
                                                .log("preview dropped");
                                    }
                                });
    }

    @Override
    public void close() {
        sender.close();
    }
}
