package dev.sfumato.acceptance;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads a topic from its beginning with a plain Kafka consumer. */
final class TopicReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

    TopicReader(String bootstrapServers, String topic) {
        this(bootstrapServers, Map.of(), topic);
    }

    TopicReader(Kafka kafka, String topic) {
        this(kafka.servers(), kafka.security(), topic);
    }

    private TopicReader(String bootstrapServers, Map<String, String> security, String topic) {
        Map<String, Object> settings = new HashMap<>(security);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The first record with that key. */
    ConsumerRecord<byte[], byte[]> await(String key, Duration patience) {
        return await(record -> key(record).equals(key), patience);
    }

    /** The first record that matches. */
    ConsumerRecord<byte[], byte[]> await(
            Predicate<ConsumerRecord<byte[], byte[]>> wanted, Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        while (Instant.now().isBefore(deadline)) {
            for (var record : seen) {
                if (wanted.test(record)) {
                    return record;
                }
            }
            poll(Duration.ofMillis(200));
        }
        throw new AssertionError("no such record within " + patience);
    }

    /** Everything that is in the topic now. */
    List<ConsumerRecord<byte[], byte[]>> all() {
        readToEnd();
        return List.copyOf(seen);
    }

    /** Lets some time pass, reading. */
    void rest(Duration patience) {
        poll(patience);
    }

    /** How many records with that key are in the topic now, written after an instant (epoch ms). */
    int countAfter(String key, long timestamp) {
        readToEnd();
        return (int)
                seen.stream()
                        .filter(record -> key(record).equals(key))
                        .filter(record -> record.timestamp() > timestamp)
                        .count();
    }

    /** The keys of everything in the topic now; of one partition in its order. */
    List<String> keys() {
        return all().stream().map(TopicReader::key).toList();
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(Duration.ofMillis(200));
        }
    }

    static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private void poll(Duration patience) {
        consumer.poll(patience).forEach(seen::add);
    }
}
