package dev.sfumato.benchmarks.watching;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Generations that run for as long as the benchmark does. The step of a progress is the microsecond
 * at which it was sent, since the epoch. One thread.
 */
final class Source {
    private static final Duration TICK = Duration.ofMillis(5);
    private static final int SEND_SECONDS = 30;
    private static final UUID RUN = UUID.randomUUID();

    private final Producer<String, byte[]> producer;
    private final long epoch = System.nanoTime();
    private final List<GenerationId> ids = new ArrayList<>();
    private final Map<String, String> firstEvents = new HashMap<>();
    private int turn;

    Source(Producer<String, byte[]> producer, int generations) throws Exception {
        this.producer = producer;
        for (int i = 0; i < generations; i++) {
            var id = new GenerationId(UUID.randomUUID());
            ids.add(id);
            var queued = new Queued(subject(id), Instant.now(), 1, Instant.now());
            var first =
                    producer.send(event(Topics.EVENTS, queued)).get(SEND_SECONDS, TimeUnit.SECONDS);
            firstEvents.put(id.toString(), first.partition() + "-" + first.offset());
            var started = new Started(subject(id), Instant.now(), RUN, "w1", 1, 0);
            producer.send(event(Topics.EVENTS, started));
        }
        producer.flush();
    }

    /** The nanosecond from which steps count. */
    long epoch() {
        return epoch;
    }

    List<String> ids() {
        return ids.stream().map(GenerationId::toString).toList();
    }

    /** Where each one's first event is, as {@code <partition>-<offset>}. */
    Map<String, String> firstEvents() {
        return firstEvents;
    }

    /** Sends at a rate; returns once all are sent. */
    void steadily(String topic, int perSecond, int events) {
        long start = System.nanoTime();
        int sent = 0;
        while (sent < events) {
            long due = (System.nanoTime() - start) * perSecond / 1_000_000_000L;
            for (; sent < Math.min(due, events); sent++) {
                send(topic);
            }
            LockSupport.parkNanos(TICK.toNanos());
        }
    }

    /** Sends as fast as Kafka takes them. */
    void burst(String topic, int events) {
        for (int i = 0; i < events; i++) {
            send(topic);
        }
    }

    private void send(String topic) {
        GenerationId id = ids.get(turn++ % ids.size());
        int step = (int) ((System.nanoTime() - epoch) / 1000);
        Instant now = Instant.now();
        producer.send(
                event(topic, new Progress(subject(id), now, RUN, 1, step, Integer.MAX_VALUE, now)));
    }

    private static ProducerRecord<String, byte[]> event(String topic, GenerationEvent event) {
        return new ProducerRecord<>(
                topic, event.subject().id().toString(), Codecs.events().encode(event));
    }

    private static Subject subject(GenerationId id) {
        return new Subject(id, "default", "cpu");
    }
}
