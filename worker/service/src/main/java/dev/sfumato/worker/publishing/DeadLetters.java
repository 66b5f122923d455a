package dev.sfumato.worker.publishing;

import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.platform.kafka.KafkaSettings;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes {@code sfumato.dead-letters}: original key and bytes, origin and reason as headers. */
public final class DeadLetters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final long ACKNOWLEDGED_SECONDS = 40;

    private final Sender sender;

    /** Connects. */
    public DeadLetters(KafkaSettings kafka, String clientId) {
        sender = new Sender(kafka.producer(clientId));
    }

    /**
     * Puts a record away and waits until Kafka has it.
     *
     * @param code stable, for programs
     * @param reason for people
     * @throws KafkaException if Kafka doesn't take it: the original must not be given up then
     */
    public void publish(ConsumerRecord<String, byte[]> record, String code, String reason) {
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("code", code)
                .log("record put to dead letters");
        var letter =
                new DeadLetter(code, reason, record.topic(), record.partition(), record.offset());
        await(letter.record(record.key(), record.value(), record.headers()));
    }

    @Override
    public void close() {
        sender.close();
    }

    private void await(ProducerRecord<String, byte[]> letter) {
        try {
            sender.send(letter).get(ACKNOWLEDGED_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("a dead letter wasn't acknowledged", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
