package dev.sfumato.worker;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real broker with the topics of an installation, and what other services would write to it. */
final class Bus implements AutoCloseable {
    private static final long SECONDS = 30;

    private final EmbeddedKafka broker;
    private final Admin admin;
    private final KafkaProducer<String, byte[]> producer;

    private Bus(EmbeddedKafka broker) {
        this.broker = broker;
        this.admin = Admin.create(settings().admin("test-admin"));
        this.producer =
                new KafkaProducer<>(
                        settings().producer("test-producer"),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    static Bus start(Path folder) throws IOException {
        return new Bus(EmbeddedKafka.start(folder, 0));
    }

    KafkaSettings settings() {
        return KafkaSettings.of(broker.bootstrapServers());
    }

    /** Creates what a pool needs. */
    void pool(String pool) {
        TopicAdmin.apply(admin, TopicCatalogue.topics(1, List.of(pool), List.of()), 1);
    }

    /** How long a worker may hold a job of a pool without a word. */
    void lock(String pool, Duration lock)
            throws InterruptedException, ExecutionException, TimeoutException {
        var group = new ConfigResource(ConfigResource.Type.GROUP, Topics.work(pool));
        var entry =
                new ConfigEntry("share.record.lock.duration.ms", Long.toString(lock.toMillis()));
        admin.incrementalAlterConfigs(
                        Map.of(group, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get(SECONDS, TimeUnit.SECONDS);
    }

    void send(Job job) {
        send(Topics.work(job.subject().pool()), job.subject().id(), Codecs.jobs().encode(job));
    }

    void cancel(GenerationId id) {
        send(Topics.CONTROL, id, Codecs.control().encode(new CancelJob(id, Instant.now())));
    }

    /** Sends a record as dispatch does. */
    void send(String topic, Subject subject, byte[] value) {
        var record = new ProducerRecord<>(topic, subject.id().toString(), value);
        record.headers().add(Job.TENANT_HEADER, subject.tenant().getBytes(StandardCharsets.UTF_8));
        send(record);
    }

    void send(String topic, GenerationId key, byte[] value) {
        send(new ProducerRecord<>(topic, key.toString(), value));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(record.topic() + " took no record", e);
        }
    }

    /** Reads a topic from its beginning. */
    TopicReader read(String topic) {
        return new TopicReader(settings(), topic);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
        broker.close();
    }
}
