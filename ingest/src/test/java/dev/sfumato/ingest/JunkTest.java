package dev.sfumato.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Whatever strangers put on the command topics, each of it is set aside and the door stays open.
 */
class JunkTest {
    private static final int FULL = 100_000;
    private static final int SOME = 5_000;
    private static final long SEED = 42;

    @TempDir Path folder;

    @Test
    void setsEachJunkRecordAsideAndStaysHealthy() throws Exception {
        // Given
        int count = "full".equals(System.getProperty("sfumato.acceptance")) ? FULL : SOME;
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            var kafka = new KafkaSettings(broker.bootstrapServers(), 1, Map.of());
            try (Admin admin = Admin.create(kafka.admin("test"))) {
                TopicAdmin.apply(
                        admin,
                        TopicCatalogue.topics(2, List.of(Fixtures.POOL), List.of("acme")),
                        1);
            }
            try (var bus = new Bus(kafka);
                    var ingest =
                            new RunningIngest(
                                    kafka,
                                    folder.resolve("ingest"),
                                    Map.of("ingest.standbys", "0", "topics.tenants", "acme"))) {
                // When
                Set<String> sent = send(kafka, count);
                List<ConsumerRecord<String, byte[]>> letters =
                        bus.await(Topics.DEAD_LETTERS, count, record -> true);
                // Then
                assertThat(letters.stream().map(JunkTest::origin).collect(Collectors.toSet()))
                        .as("seed %d", SEED)
                        .isEqualTo(sent);
                assertThat(letters)
                        .allSatisfy(
                                letter ->
                                        assertThat(DeadLetter.read(letter.headers()).reason())
                                                .isNotBlank()
                                                .hasSizeLessThan(1_000));
                assertThat(letters).hasSize(count);
                assertThat(ingest.get("/readyz").statusCode()).isEqualTo(200);
                new FakeWorker(bus).beat(1);
                bus.send(
                        Topics.COMMANDS,
                        "order-1",
                        utf8("{\"prompt\": \"a red house\"}"),
                        Map.of(
                                "ce_specversion", "1.0",
                                "ce_id", "1",
                                "ce_source", "/shop",
                                "ce_type", "dev.sfumato.generate.v1",
                                "content-type", "application/json"));
                assertThat(bus.await(Topics.work(Fixtures.POOL), 1, record -> true)).hasSize(1);
            }
        }
    }

    /** Sends that many; where each landed. */
    private static Set<String> send(KafkaSettings kafka, int count) throws Exception {
        var random = new Random(SEED);
        var bytes = new ByteArraySerializer();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (var producer = new KafkaProducer<>(kafka.producer("junk"), bytes, bytes)) {
            for (int n = 0; n < count; n++) {
                String topic = n % 2 == 0 ? Topics.COMMANDS : Topics.commands("acme");
                var record = new ProducerRecord<>(topic, key(n, random), value(n, random));
                headers(n).forEach((name, text) -> record.headers().add(name, utf8(text)));
                sent.add(producer.send(record));
            }
            Set<String> places = new HashSet<>();
            for (Future<RecordMetadata> each : sent) {
                RecordMetadata place = each.get(60, TimeUnit.SECONDS);
                places.add(place.topic() + "/" + place.partition() + "/" + place.offset());
            }
            return places;
        }
    }

    private static String origin(ConsumerRecord<String, byte[]> record) {
        DeadLetter letter = DeadLetter.read(record.headers());
        return letter.topic() + "/" + letter.partition() + "/" + letter.offset();
    }

    private static byte @Nullable [] key(int n, Random random) {
        return switch (n % 5) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> bytes(random, 16);
            default -> utf8("order-" + n);
        };
    }

    private static byte @Nullable [] value(int n, Random random) {
        String data = "\"source\":\"/a\",\"id\":\"1\",\"data\":";
        String event = "{\"specversion\":\"1.0\",\"type\":\"dev.sfumato.generate.v1\"," + data;
        return switch (n % 12) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> bytes(random, 1 + random.nextInt(300));
            case 3 -> concat(new byte[] {(byte) 0xc3, 1}, bytes(random, random.nextInt(60)));
            case 4 -> utf8("{\"specversion\":");
            case 5 -> utf8("[".repeat(5_000));
            case 6 -> utf8(event + "{}}");
            case 7 -> utf8(event + "{\"prompt\":\"x\",\"tenant\":\"other\"}}");
            case 8 -> utf8(event + "{\"prompt\":3,\"steps\":\"many\",\"width\":1e999}}");
            case 9 -> utf8(event + "\"\\ud800\"}");
            case 10 -> utf8(event.replace("generate", "destroy") + "{\"prompt\":\"x\"}}");
            default -> utf8(event + "{\"prompt\":\"" + "x".repeat(20_000) + "\"}}");
        };
    }

    private static Map<String, String> headers(int n) {
        return switch (n % 7) {
            case 0 -> Map.of();
            case 1 -> Map.of("content-type", "application/json", "ce_specversion", "7");
            case 2 -> Map.of("content-type", "\0", "traceparent", "x".repeat(500));
            default -> Map.of("content-type", "application/cloudevents+json");
        };
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
