package dev.sfumato.benchmarks.accepting;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When jobs come out at the far end, as a worker would see it. Its thread only polls. */
final class WorkTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Long> seen = new HashMap<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private volatile boolean closed;

    WorkTopic(KafkaSettings kafka) {
        consumer =
                new KafkaConsumer<>(
                        kafka.consumer("work", Isolation.READ_UNCOMMITTED),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        var partition = new TopicPartition(Topics.work("default"), 0);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        Thread.ofPlatform().name("work-topic").start(this::poll);
    }

    /** The {@link System#nanoTime} at which a job was there; waits for it. */
    synchronized long await(String id, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!seen.containsKey(id)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("no job within " + patience);
            }
            wait(left);
        }
        return seen.get(id);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void poll() {
        try (consumer) {
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    saw(record.key(), System.nanoTime());
                }
            }
        }
    }

    private synchronized void saw(String id, long at) {
        seen.put(id, at);
        notifyAll();
    }
}
