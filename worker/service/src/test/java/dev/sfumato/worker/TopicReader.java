package dev.sfumato.worker;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Everything in a topic, as far as it has been waited for. One thread. */
final class TopicReader implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    TopicReader(KafkaSettings kafka, String topic) {
        consumer =
                new KafkaConsumer<>(
                        kafka.consumer("test-reader", Isolation.READ_UNCOMMITTED),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        var partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Reads on until what has been read satisfies the condition. */
    List<ConsumerRecord<String, byte[]>> until(
            Predicate<List<ConsumerRecord<String, byte[]>>> condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.test(records)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "not seen in time, got %d records".formatted(records.size()));
            }
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }

    /** Reads a generation's events until one of them satisfies the condition. */
    List<GenerationEvent> events(GenerationId id, Predicate<GenerationEvent> last) {
        return eventsOf(id, until(read -> eventsOf(id, read).stream().anyMatch(last)));
    }

    private static List<GenerationEvent> eventsOf(
            GenerationId id, List<ConsumerRecord<String, byte[]>> read) {
        return read.stream()
                .filter(each -> id.toString().equals(each.key()))
                .map(each -> Codecs.events().decode(each.value()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
