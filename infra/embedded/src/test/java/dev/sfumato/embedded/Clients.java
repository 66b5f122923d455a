package dev.sfumato.embedded;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Plain Kafka clients, as any program would use them. */
final class Clients {
    private static final long DEADLINE_SECONDS = 30;

    private Clients() {}

    static void create(String servers, String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                    .all()
                    .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    static void send(String servers, String topic, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "acks", "all");
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value))
                    .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The first {@code count} values of a topic, or fewer when the deadline ends the wait. */
    static List<String> read(String servers, String topic, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        var values = new ArrayList<String>();
        Instant deadline = Instant.now().plusSeconds(DEADLINE_SECONDS);
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (values.size() < count && Instant.now().isBefore(deadline)) {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
            }
        }
        return values;
    }
}
