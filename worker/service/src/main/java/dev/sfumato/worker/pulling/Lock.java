package dev.sfumato.worker.pulling;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** The right to one record, as the share group has granted it. Belongs to the consumer's thread. */
final class Lock {
    private static final Logger log = LoggerFactory.getLogger(Lock.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /** What we set share groups to, where the broker doesn't say. */
    private static final Duration USUAL = Duration.ofSeconds(10);

    private final KafkaShareConsumer<String, byte[]> consumer;
    private final Tenure tenure;
    private ConsumerRecord<String, byte[]> record;

    /**
     * A record that was handed out.
     *
     * @param since {@link System#nanoTime} before the broker did
     */
    Lock(
            KafkaShareConsumer<String, byte[]> consumer,
            ConsumerRecord<String, byte[]> record,
            long since) {
        this.consumer = consumer;
        this.record = record;
        this.tenure = new Tenure(System::nanoTime, since, duration());
    }

    /** How long it lasts. */
    Tenure tenure() {
        return tenure;
    }

    /** The record, as it was last handed out. */
    ConsumerRecord<String, byte[]> record() {
        return record;
    }

    /**
     * Prolongs the right; false if it is lost, or may be.
     *
     * @param commit how long the broker may take
     * @param handBack how long the consumer may take to return the record, without which it can't
     *     be acknowledged again
     */
    boolean renew(Duration commit, Duration handBack) {
        long since = System.nanoTime();
        if (!tenure.isHeld() || !isRenewed(commit, handBack)) {
            tenure.lose();
            return false;
        }
        return tenure.prolong(since, duration());
    }

    /** Tells the group what became of the record; false if it wouldn't hear. */
    boolean settle(AcknowledgeType type, Duration limit) {
        consumer.acknowledge(record, type);
        for (Optional<KafkaException> answer : consumer.commitSync(limit).values()) {
            if (answer.isPresent()) {
                lost(type, answer.get());
                return false;
            }
        }
        return true;
    }

    private boolean isRenewed(Duration commit, Duration handBack) {
        try {
            return settle(AcknowledgeType.RENEW, commit) && isHandedBack(handBack);
        } catch (KafkaException | IllegalStateException e) {
            lost(AcknowledgeType.RENEW, e);
            return false;
        }
    }

    private Duration duration() {
        return consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(USUAL);
    }

    private boolean isHandedBack(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<String, byte[]> polled : consumer.poll(POLL)) {
                if (polled.offset() == record.offset()) {
                    record = polled;
                    return true;
                }
                consumer.acknowledge(polled, AcknowledgeType.RELEASE);
            }
        }
        return false;
    }

    private void lost(AcknowledgeType type, Exception cause) {
        log.atWarn()
                .addKeyValue("generationId", Objects.toString(record.key(), ""))
                .addKeyValue("acknowledgement", type)
                .addKeyValue("cause", cause.toString())
                .log("acknowledgement refused");
    }
}
