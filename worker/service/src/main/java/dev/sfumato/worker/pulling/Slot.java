package dev.sfumato.worker.pulling;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.topics.Topics;
import dev.sfumato.worker.publishing.Refusals;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One place for a job. Its thread owns a share consumer, holds at most one record, renews the
 * record's lock while the job runs, and acknowledges it when the job has ended. When a lock can't
 * be renewed the consumer is given up, with whatever it holds, and a new one takes its place.
 */
public final class Slot implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Slot.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(3);
    private static final Duration COMMIT = Duration.ofSeconds(4);
    private static final Duration RETURN = Duration.ofSeconds(2);
    private static final Duration LOSE = Duration.ofSeconds(60);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int UNREADABLE_DELIVERIES = 3;
    private static final String NO_MODEL = "no worker of the pool has the model";

    private final String name;
    private final KafkaSettings kafka;
    private final String pool;
    private final String topic;
    private final Runner runner;
    private final Refusals refusals;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean holding;
    private long asked;

    private Slot(String name, KafkaSettings kafka, String pool, Runner runner, Refusals refusals) {
        this.name = name;
        this.kafka = kafka;
        this.pool = pool;
        this.topic = Topics.work(pool);
        this.runner = runner;
        this.refusals = refusals;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::pull);
    }

    /** Starts to take jobs of a pool. */
    public static Slot open(
            String name, KafkaSettings kafka, String pool, Runner runner, Refusals refusals) {
        var slot = new Slot(name, kafka, pool, runner, refusals);
        slot.thread.start();
        return slot;
    }

    /** Takes no more jobs; the one in hand goes on. Returns at once. */
    public void stop() {
        stopping.countDown();
    }

    /** Whether it has a job in hand. */
    public boolean isHolding() {
        return holding;
    }

    /** Stops, and waits until the job in hand has ended and its record is settled. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        stop();
        return thread.join(limit);
    }

    /** Stops without waiting for the job in hand: the share group redelivers it. */
    @Override
    public void close() {
        stop();
        thread.interrupt();
        try {
            if (!thread.join(CLOSE)) {
                log.atWarn().addKeyValue("slot", name).log("slot didn't stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pull() {
        while (!isStopping()) {
            try (KafkaShareConsumer<String, byte[]> consumer = connect()) {
                consumer.subscribe(List.of(topic));
                asked = System.nanoTime();
                boolean usable = true;
                while (usable && !isStopping()) {
                    usable = take(consumer);
                }
            } catch (InterruptException | InterruptedException e) {
                log.atDebug().addKeyValue("slot", name).log("slot interrupted");
                return;
            } catch (KafkaException | IllegalStateException e) {
                log.atWarn().addKeyValue("slot", name).setCause(e).log("slot reconnects");
                pause();
            }
        }
    }

    private KafkaShareConsumer<String, byte[]> connect() {
        return new KafkaShareConsumer<>(
                kafka.shareConsumer(name, topic),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Waits a moment for a job and sees it to its end; false if the consumer is of no more use. */
    private boolean take(KafkaShareConsumer<String, byte[]> consumer) throws InterruptedException {
        // What a poll returns may have been handed out to the one before.
        long since = asked;
        long began = System.nanoTime();
        asked = began;
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        if (records.isEmpty() && System.nanoTime() - began < POLL.toNanos() / 2) {
            // Without a broker a poll returns at once.
            stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        for (ConsumerRecord<String, byte[]> record : records) {
            holding = true;
            try {
                var lock = new Lock(consumer, record, since);
                if (!(isStopping() ? lock.settle(AcknowledgeType.RELEASE, COMMIT) : work(lock))) {
                    return false;
                }
            } finally {
                holding = false;
                asked = System.nanoTime();
            }
        }
        return true;
    }

    private boolean work(Lock lock) throws InterruptedException {
        ConsumerRecord<String, byte[]> record = lock.record();
        int deliveries = record.deliveryCount().map(Short::intValue).orElse(1);
        Job job;
        try {
            job = decode(record);
        } catch (MalformedRecordException e) {
            return refuse(lock, deliveries, String.valueOf(e.getMessage()));
        }
        int attempt = job.attemptBase() + deliveries - 1;
        return see(runner.start(job, attempt, deliveries, lock.tenure()), lock);
    }

    private boolean see(Held held, Lock lock) throws InterruptedException {
        while (true) {
            Verdict verdict = held.await(RENEW_EVERY);
            if (verdict != null) {
                return switch (verdict) {
                    case ACCEPT -> lock.settle(AcknowledgeType.ACCEPT, COMMIT);
                    case BURY -> {
                        refusals.bury(lock.record(), "unknown_model", NO_MODEL);
                        yield lock.settle(AcknowledgeType.REJECT, COMMIT);
                    }
                    case RELEASE -> lock.settle(AcknowledgeType.RELEASE, COMMIT);
                    case ABANDON -> false;
                };
            }
            if (!lock.renew(COMMIT, RETURN)) {
                held.lose();
                if (held.await(LOSE) == null) {
                    log.atError().addKeyValue("slot", name).log("lost run didn't stop in time");
                }
                return false;
            }
        }
    }

    /** A newer worker may be able to read it; if it keeps coming back, nobody is. */
    private boolean refuse(Lock lock, int deliveries, String reason) throws InterruptedException {
        if (deliveries < UNREADABLE_DELIVERIES) {
            // Without a pause the record would come back at once.
            boolean stopped = stopping.await(BACK_OFF.toMillis(), TimeUnit.MILLISECONDS);
            log.atDebug().addKeyValue("stopped", stopped).log("unreadable job released");
            return lock.settle(AcknowledgeType.RELEASE, COMMIT);
        }
        refusals.refuse(lock.record(), pool, reason);
        return lock.settle(AcknowledgeType.REJECT, COMMIT);
    }

    private static Job decode(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw new MalformedRecordException("a job must have a value, got none");
        }
        return Codecs.jobs().decode(record.value());
    }

    private void pause() {
        try {
            boolean stopped = stopping.await(BACK_OFF.toMillis(), TimeUnit.MILLISECONDS);
            log.atDebug().addKeyValue("slot", name).addKeyValue("stopped", stopped).log("paused");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
