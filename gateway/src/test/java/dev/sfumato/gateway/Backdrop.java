package dev.sfumato.gateway;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.gateway.replay.EventId;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.FileArtifactStore;
import dev.sfumato.platform.kafka.CodecSerde;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import io.vertx.core.Vertx;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What a gateway needs around it: a broker with the topics, a status view, an artifact store. */
public final class Backdrop implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 30;
    private static final Duration POLL = Duration.ofMillis(200);
    static final int PARTITIONS = 3;

    private final EmbeddedKafka broker;
    private final Vertx vertx = Vertx.vertx();
    private final KafkaSettings kafka;
    private final StatusStub status;
    private final ArtifactStore artifacts;
    private final Producer<String, byte[]> producer;

    public Backdrop(Path folder) throws Exception {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        kafka = KafkaSettings.of(broker.bootstrapServers());
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(
                    admin, TopicCatalogue.topics(PARTITIONS, List.of("cpu"), List.of()), -1);
        }
        status = new StatusStub(vertx);
        artifacts = FileArtifactStore.open(folder.resolve("store"), Clock.systemUTC());
        producer =
                new KafkaProducer<>(
                        kafka.producer("test"), new StringSerializer(), new ByteArraySerializer());
    }

    Vertx vertx() {
        return vertx;
    }

    KafkaSettings kafka() {
        return kafka;
    }

    StatusStub status() {
        return status;
    }

    public ArtifactStore artifacts() {
        return artifacts;
    }

    /** A gateway that nobody has asked for anything yet. */
    public TestGateway gateway() throws Exception {
        return TestGateway.start(this, GatewayConfig.of(status.url()));
    }

    /** Publishes an event; the status view sees it at once. */
    public EventId publish(GenerationEvent event) throws Exception {
        EventId at = send(event.subject().id().toString(), Codecs.events().encode(event));
        status.saw(event, at);
        return at;
    }

    /** Publishes events in order. */
    public List<EventId> publish(List<GenerationEvent> events) throws Exception {
        var ids = new ArrayList<EventId>();
        for (GenerationEvent event : events) {
            ids.add(publish(event));
        }
        return ids;
    }

    /** Publishes bytes as an event. */
    EventId send(String key, byte[] value) throws Exception {
        RecordMetadata at =
                producer.send(new ProducerRecord<>(Topics.EVENTS, key, value))
                        .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        return new EventId(at.partition(), at.offset());
    }

    /** Removes the events before this one from its partition, as retention does. */
    void forgetUpTo(EventId first) throws Exception {
        var partition = new TopicPartition(Topics.EVENTS, first.partition());
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(first.offset())))
                    .all()
                    .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The first command with this key. */
    Command command(String key) {
        return command(record -> record.key().equals(key));
    }

    /** The first request with this prompt. */
    Command.Generate generate(String prompt) {
        return (Command.Generate)
                command(
                        record ->
                                record.value() instanceof Command.Generate generate
                                        && generate.request().prompt().equals(prompt));
    }

    private Command command(Predicate<ConsumerRecord<String, Command>> wanted) {
        try (Consumer<String, Command> consumer =
                new KafkaConsumer<>(
                        kafka.consumer("test", KafkaSettings.Isolation.READ_COMMITTED),
                        new StringDeserializer(),
                        new CodecSerde<>(Codecs.commands()).deserializer())) {
            consumer.assign(
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(each -> new TopicPartition(Topics.ADMISSION, each))
                            .toList());
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, Command> record : consumer.poll(POLL)) {
                    if (wanted.test(record)) {
                        return record.value();
                    }
                }
            }
            throw new AssertionError("the command never came");
        }
    }

    public void publish(Preview preview) throws Exception {
        String key = preview.subject().id().toString();
        producer.send(new ProducerRecord<>(Topics.PREVIEWS, key, Codecs.previews().encode(preview)))
                .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        producer.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .join();
        broker.close();
    }
}
