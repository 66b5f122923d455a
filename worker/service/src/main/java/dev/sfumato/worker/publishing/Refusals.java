package dev.sfumato.worker.publishing;

import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives up jobs that nobody here can read: to dead letters, and as failed where key and header say
 * whose.
 */
public final class Refusals {
    private static final long ACKNOWLEDGED_SECONDS = 40;
    private static final String CODE = "malformed_job";

    private final DeadLetters deadLetters;
    private final EventPublisher events;
    private final String worker;
    private final Clock clock;

    /** Refusals of one worker. */
    public Refusals(DeadLetters deadLetters, EventPublisher events, String worker, Clock clock) {
        this.deadLetters = deadLetters;
        this.events = events;
        this.worker = worker;
        this.clock = clock;
    }

    /**
     * Gives a record up; returns when Kafka has all that is to be said.
     *
     * @param reason for people
     * @throws KafkaException if Kafka doesn't take it: the record must not be given up then
     */
    public void refuse(ConsumerRecord<String, byte[]> record, String pool, String reason) {
        deadLetters.publish(record, CODE, reason);
        Subject subject = subject(record, pool);
        if (subject != null) {
            fail(subject);
        }
    }

    /**
     * Puts a record to dead letters whose generation's end was told already.
     *
     * @throws KafkaException if Kafka doesn't take it: the record must not be given up then
     */
    public void bury(ConsumerRecord<String, byte[]> record, String code, String reason) {
        deadLetters.publish(record, code, reason);
    }

    private void fail(Subject subject) {
        Instant now = clock.instant();
        UUID run = UUID.randomUUID();
        var error = new GenerationError(CODE, "no worker of the pool can read the job", true);
        var _ = events.publish(new Started(subject, now, run, worker, 1, 0));
        try {
            events.publish(new Failed(subject, now, run, error))
                    .get(ACKNOWLEDGED_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("a refusal wasn't acknowledged", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static @Nullable Subject subject(ConsumerRecord<String, byte[]> record, String pool) {
        Header tenant = record.headers().lastHeader(Job.TENANT_HEADER);
        if (tenant == null || record.key() == null) {
            return null;
        }
        try {
            UUID id = UUID.fromString(record.key());
            String name = new String(tenant.value(), StandardCharsets.UTF_8);
            return new Subject(new GenerationId(id), name, pool);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
