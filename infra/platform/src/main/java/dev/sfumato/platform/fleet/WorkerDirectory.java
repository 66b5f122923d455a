package dev.sfumato.platform.fleet;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Follows {@code sfumato.workers} and {@code sfumato.pools} into a {@link FleetView}. */
public final class WorkerDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerDirectory.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final TopicPartition WORKERS = new TopicPartition(Topics.WORKERS, 0);
    private static final TopicPartition POOLS = new TopicPartition(Topics.POOLS, 0);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final FleetView view;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread owner;
    private volatile boolean closed;

    private WorkerDirectory(KafkaConsumer<byte[], byte[]> consumer, FleetView view) {
        this.consumer = consumer;
        this.view = view;
        this.owner = Thread.ofPlatform().daemon().name("fleet").unstarted(this::run);
    }

    /**
     * Starts to follow from the topics' beginning; returns at once.
     *
     * @param defaultModel for requests that name none
     */
    public static WorkerDirectory follow(
            KafkaSettings kafka, String clientId, String defaultModel, Clock clock) {
        var bytes = new ByteArrayDeserializer();
        var consumer =
                new KafkaConsumer<>(
                        kafka.consumer(clientId, Isolation.READ_UNCOMMITTED), bytes, bytes);
        var directory = new WorkerDirectory(consumer, new FleetView(defaultModel, clock));
        directory.owner.start();
        return directory;
    }

    /** What it knows so far. */
    public FleetView view() {
        return view;
    }

    /** Waits until everything that was there at the start is read; false if it takes longer. */
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            if (!owner.join(CLOSE)) {
                log.atWarn().log("the directory of workers didn't stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<TopicPartition> partitions = List.of(WORKERS, POOLS);
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = Map.of();
            while (!closed) {
                ends = ends.isEmpty() ? ends(partitions) : ends;
                poll();
                if (caughtUp.getCount() > 0 && !ends.isEmpty() && reached(ends)) {
                    caughtUp.countDown();
                }
            }
        } catch (WakeupException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    private void poll() {
        try {
            consumer.poll(POLL).forEach(this::accept);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn().setCause(e).log("workers can't be followed for the moment");
        }
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        try {
            return consumer.endOffsets(partitions, CLOSE);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            return Map.of();
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey(), CLOSE) >= end.getValue());
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            if (record.topic().equals(Topics.WORKERS)) {
                view.accept(Codecs.heartbeats().decode(record.value()));
            } else {
                view.accept(Codecs.pools().decode(record.value()));
            }
        } catch (MalformedRecordException e) {
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("a malformed record was skipped");
        }
    }
}
