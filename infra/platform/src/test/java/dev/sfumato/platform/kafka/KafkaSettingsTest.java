package dev.sfumato.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.stream.Collectors.toMap;

import dev.sfumato.platform.Broker;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.kafka.KafkaSettings.Guarantee;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.topics.Topic;
import dev.sfumato.schemas.topics.Topic.Audience;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

@ExtendWith(Broker.class)
class KafkaSettingsTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long DEADLINE_SECONDS = 30;

    private final CodecSerde<CancelJob> serde = new CodecSerde<>(Codecs.control());

    @Test
    void carriesMessagesAndTombstones(KafkaSettings kafka) throws Exception {
        // Given
        CancelJob job = job(1);
        apply(kafka, "settings.plain");
        // When
        send(kafka, "settings.plain", job);
        send(kafka, "settings.plain", null);
        // Then
        try (var consumer =
                new KafkaConsumer<>(
                        kafka.consumer("test", Isolation.READ_COMMITTED),
                        new StringDeserializer(),
                        serde.deserializer())) {
            consumer.assign(List.of(new TopicPartition("settings.plain", 0)));
            var records = read(() -> consumer.poll(POLL), 2);
            assertThat(records).extracting(ConsumerRecord::value).containsExactly(job, null);
        }
    }

    @Test
    void givesASlotOneRecordAtATime(KafkaSettings kafka) throws Exception {
        // Given
        String topic = "sfumato.work.settings";
        apply(kafka, topic);
        send(kafka, topic, job(1));
        send(kafka, topic, job(2));
        try (var slot =
                new KafkaShareConsumer<>(
                        kafka.shareConsumer("test", topic),
                        new StringDeserializer(),
                        serde.deserializer())) {
            slot.subscribe(List.of(topic));
            // When
            var released = take(slot, AcknowledgeType.RELEASE);
            var second = take(slot, AcknowledgeType.ACCEPT);
            var third = take(slot, AcknowledgeType.ACCEPT);
            // Then
            assertThat(released.value()).isEqualTo(job(1));
            assertThat(
                            Stream.of(second, third)
                                    .collect(
                                            toMap(
                                                    ConsumerRecord::value,
                                                    KafkaSettingsTest::delivery)))
                    .containsOnly(Map.entry(job(1), 2), Map.entry(job(2), 1));
        }
    }

    @Test
    void givesUpSendingWhereNobodyAnswers() {
        // Given
        var settings = KafkaSettings.of("127.0.0.1:1").producer("test");
        // When
        long block = ((Number) settings.get("max.block.ms")).longValue();
        int delivery = (int) settings.get("delivery.timeout.ms");
        // Then
        assertThat(block).isBetween(1L, 5_000L);
        assertThat(delivery).isBetween(1, 30_000);
    }

    @Test
    void readsItselfAndHandsTheRestToEveryClient() {
        // Given
        var read =
                new ConfigReader(
                        Map.of(
                                "kafka.bootstrap.servers", "a:1",
                                "kafka.replication.factor", "3",
                                "kafka.sasl.jaas.config", "hush"));
        // When
        KafkaSettings kafka = KafkaSettings.from(read);
        read.throwIfInvalid();
        // Then
        assertThat(kafka.replicationFactor()).isEqualTo(3);
        assertThat(
                        List.of(
                                kafka.producer("c"),
                                kafka.consumer("c", Isolation.READ_UNCOMMITTED),
                                kafka.groupConsumer("c", "g", Isolation.READ_UNCOMMITTED),
                                kafka.shareConsumer("c", "g"),
                                kafka.admin("c"),
                                kafka.streams("c", Path.of("s"), Guarantee.EXACTLY_ONCE)))
                .allSatisfy(
                        client -> {
                            assertThat(client).containsEntry("bootstrap.servers", "a:1");
                            assertThat(client).containsEntry("sasl.jaas.config", "hush");
                        });
        assertThat(kafka.toString()).contains("sasl.jaas.config").doesNotContain("hush");
    }

    @Test
    void refusesSettingsThatBreakAPromise() {
        // Given
        var read =
                new ConfigReader(
                        Map.of(
                                "kafka.bootstrap.servers", "a:1",
                                "kafka.replication.factor", "0",
                                "kafka.acks", "1"));
        // When
        KafkaSettings.from(read);
        // Then
        assertThatThrownBy(read::throwIfInvalid)
                .hasMessageContaining(
                        "kafka.replication.factor must be -1 or from 1 to 15, got '0'")
                .hasMessageContaining("kafka.acks isn't a known key");
    }

    private void send(KafkaSettings kafka, String topic, CancelJob job) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        kafka.producer("test"), new StringSerializer(), serde.serializer())) {
            producer.send(new ProducerRecord<>(topic, "key", job))
                    .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void apply(KafkaSettings kafka, String topic) {
        try (var admin = Admin.create(kafka.admin("test"))) {
            var wanted = new Topic(topic, 1, Map.of(), Audience.INTERNAL);
            TopicAdmin.apply(admin, List.of(wanted), 1);
        }
    }

    private static ConsumerRecord<String, CancelJob> take(
            KafkaShareConsumer<String, CancelJob> slot, AcknowledgeType answer) {
        var records = read(() -> slot.poll(POLL), 1);
        assertThat(records).hasSize(1);
        slot.acknowledge(records.getFirst(), answer);
        slot.commitSync();
        return records.getFirst();
    }

    private static int delivery(ConsumerRecord<String, CancelJob> message) {
        return message.deliveryCount().orElseThrow();
    }

    private static <V> List<ConsumerRecord<String, V>> read(
            Supplier<ConsumerRecords<String, V>> poll, int count) {
        var records = new ArrayList<ConsumerRecord<String, V>>();
        Instant deadline = Instant.now().plusSeconds(DEADLINE_SECONDS);
        while (records.size() < count && Instant.now().isBefore(deadline)) {
            poll.get().forEach(records::add);
        }
        return records;
    }

    private static CancelJob job(int number) {
        var id = GenerationId.ofKey("default", "key " + number);
        return new CancelJob(id, Instant.ofEpochSecond(number));
    }
}
