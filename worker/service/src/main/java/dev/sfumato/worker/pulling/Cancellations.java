package dev.sfumato.worker.pulling;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The generations that were taken back: {@code sfumato.control}, read to its end before the first
 * job is taken and followed from there by a thread of its own.
 */
public final class Cancellations implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Cancellations.class);
    private static final TopicPartition CONTROL = new TopicPartition(Topics.CONTROL, 0);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CALL = Duration.ofSeconds(15);
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int KNOWN = 200_000;

    /** No generation lives longer than its finish-by deadline allows. */
    private static final Duration LIFETIME = Duration.ofHours(73);

    private final KafkaSettings kafka;
    private final String clientId;
    private final Consumer<GenerationId> listener;
    private final Set<GenerationId> known = newest();
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long position;

    private Cancellations(KafkaSettings kafka, String clientId, Consumer<GenerationId> listener) {
        this.kafka = kafka;
        this.clientId = clientId;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name(clientId).daemon().unstarted(this::follow);
    }

    /**
     * Reads what there is, at most 60 s, and follows.
     *
     * @param listener told of each one that comes from now on, by the following thread
     * @throws KafkaException if the topic can't be read to its end in time
     */
    public static Cancellations follow(
            KafkaSettings kafka, String clientId, Instant now, Consumer<GenerationId> listener) {
        var cancellations = new Cancellations(kafka, clientId, listener);
        cancellations.catchUp(now);
        cancellations.thread.start();
        return cancellations;
    }

    /** Whether a generation was taken back. Any thread. */
    public boolean contains(GenerationId id) {
        return known.contains(id);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(STOP)) {
                log.atWarn().log("the control topic's reader didn't stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void catchUp(Instant now) {
        try (KafkaConsumer<String, byte[]> consumer = connect()) {
            long end = consumer.endOffsets(Set.of(CONTROL), CALL).get(CONTROL);
            position = firstSince(consumer, now.minus(LIFETIME), end);
            consumer.seek(CONTROL, position);
            long limit = System.nanoTime() + CATCH_UP.toNanos();
            while (position < end) {
                if (System.nanoTime() > limit) {
                    throw new KafkaException(
                            "%s must be readable to offset %d within %s, got to %d"
                                    .formatted(Topics.CONTROL, end, CATCH_UP, position));
                }
                consumer.poll(POLL).forEach(this::remember);
                position = consumer.position(CONTROL, CALL);
            }
        }
    }

    private static long firstSince(
            KafkaConsumer<String, byte[]> consumer, Instant since, long end) {
        @Nullable OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(CONTROL, since.toEpochMilli()), CALL).get(CONTROL);
        return first == null ? end : first.offset();
    }

    private void follow() {
        while (isOpen()) {
            try (KafkaConsumer<String, byte[]> consumer = connect()) {
                consumer.seek(CONTROL, position);
                while (isOpen()) {
                    consumer.poll(POLL)
                            .forEach(
                                    record -> {
                                        GenerationId id = remember(record);
                                        position = record.offset() + 1;
                                        if (id != null) {
                                            listener.accept(id);
                                        }
                                    });
                }
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("control topic's reader reconnects");
                pause();
            }
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void pause() {
        try {
            boolean ended = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            log.atDebug().addKeyValue("closed", ended).log("control topic's reader paused");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private KafkaConsumer<String, byte[]> connect() {
        var consumer =
                new KafkaConsumer<>(
                        kafka.consumer(clientId, Isolation.READ_UNCOMMITTED),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(List.of(CONTROL));
        return consumer;
    }

    private @Nullable GenerationId remember(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        try {
            GenerationId id = Codecs.control().decode(record.value()).id();
            known.add(id);
            return id;
        } catch (MalformedRecordException e) {
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("control record ignored");
            return null;
        }
    }

    private static Set<GenerationId> newest() {
        return Collections.synchronizedSet(
                Collections.newSetFromMap(
                        new LinkedHashMap<GenerationId, Boolean>() {
                            @Override
                            protected boolean removeEldestEntry(
                                    Map.Entry<GenerationId, Boolean> eldest) {
                                return size() > KNOWN;
                            }
                        }));
    }
}
