package dev.sfumato.ingest.doors;

import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.schemas.cloudevents.BusRecord;
import dev.sfumato.schemas.cloudevents.CommandReader;
import dev.sfumato.schemas.cloudevents.Incoming;
import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.codec.RegistryFraming;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.Command.Source;
import dev.sfumato.schemas.requests.ModelDirectory;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads {@code sfumato.commands} and the tenants' own topics into {@code sfumato.admission}.
 * Offsets are committed once everything they stand for is acknowledged, so a crash repeats records,
 * never loses one; admission knows repeats by their source.
 */
public final class TopicDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicDoor.class);
    private static final String GROUP = "sfumato-doors";
    private static final String DEFAULT_TENANT = "default";
    private static final String TRACE = "traceparent";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(40);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ModelDirectory models;
    private final RegistryFraming framing;
    private final Codec<Command> commands = Codecs.commands();
    private final Thread owner;
    private volatile boolean closed;

    private TopicDoor(
            KafkaSettings kafka,
            List<String> topics,
            RegistryFraming framing,
            ModelDirectory models) {
        this.framing = framing;
        var in = new ByteArrayDeserializer();
        var out = new ByteArraySerializer();
        consumer =
                new KafkaConsumer<>(
                        kafka.groupConsumer(GROUP, GROUP, Isolation.READ_COMMITTED), in, in);
        producer = new KafkaProducer<>(kafka.producer(GROUP), out, out);
        this.models = models;
        owner = Thread.ofPlatform().name("topic-door").unstarted(() -> run(topics));
    }

    /**
     * Opens the doors; returns at once.
     *
     * @param tenants those with a topic of their own
     * @param framing knows the ids of a schema registry
     * @param models say which fields a request may have
     */
    public static TopicDoor start(
            KafkaSettings kafka,
            List<String> tenants,
            RegistryFraming framing,
            ModelDirectory models) {
        List<String> topics = new ArrayList<>(List.of(Topics.COMMANDS));
        tenants.forEach(tenant -> topics.add(Topics.commands(tenant)));
        var door = new TopicDoor(kafka, topics, framing, models);
        door.owner.start();
        return door;
    }

    /** Whether its thread lives. */
    public boolean isRunning() {
        return owner.isAlive();
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            if (!owner.join(CLOSE)) {
                log.atWarn().log("the topic door didn't close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<String> topics) {
        try (consumer;
                producer) {
            consumer.subscribe(topics);
            while (!closed) {
                turn();
            }
        } catch (WakeupException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    private void turn() {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                pass(records);
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn().setCause(e).log("the topic door waits for Kafka");
            LockSupport.parkNanos(BACK_OFF.toNanos());
        }
    }

    private void pass(ConsumerRecords<byte[], byte[]> records) {
        List<Future<?>> sent = new ArrayList<>(records.count());
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        Map<TopicPartition, Long> first = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            var partition = new TopicPartition(record.topic(), record.partition());
            first.putIfAbsent(partition, record.offset());
            next.put(partition, new OffsetAndMetadata(record.offset() + 1));
        }
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                sent.add(producer.send(translated(record)));
            }
            awaitAll(sent);
        } catch (KafkaException e) {
            first.forEach(consumer::seek);
            throw e;
        }
        consumer.commitSync(next);
    }

    /** The command to send on, or the dead letter to write instead. */
    private ProducerRecord<byte[], byte[]> translated(ConsumerRecord<byte[], byte[]> record) {
        var source = new Source(record.topic(), record.partition(), record.offset());
        byte[] value = record.value();
        if (value != null && RegistryFraming.is(value)) {
            try {
                value = framing.singleObject(value);
            } catch (MalformedRecordException e) {
                return deadLetter(String.valueOf(e.getMessage()), record);
            }
        }
        var bus = new BusRecord(record.key(), value, headers(record.headers()));
        Instant at = Instant.ofEpochMilli(record.timestamp());
        return switch (CommandReader.read(bus, tenant(record.topic()), source, at, models)) {
            case Incoming.Understood understood -> admission(understood.command(), record);
            case Incoming.Malformed malformed -> deadLetter(malformed.reason(), record);
        };
    }

    private ProducerRecord<byte[], byte[]> admission(
            Command command, ConsumerRecord<byte[], byte[]> record) {
        var headers = new RecordHeaders();
        Header trace = record.headers().lastHeader(TRACE);
        if (trace != null) {
            headers.add(trace);
        }
        byte[] key = command.id().toString().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(Topics.ADMISSION, null, key, commands.encode(command), headers);
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(
            String reason, ConsumerRecord<byte[], byte[]> record) {
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .log("a malformed command was set aside");
        var letter =
                new DeadLetter(
                        "malformed", reason, record.topic(), record.partition(), record.offset());
        return letter.record(record.key(), record.value(), record.headers());
    }

    private static void awaitAll(List<Future<?>> sent) {
        long end = System.nanoTime() + ACKNOWLEDGED.toNanos();
        for (Future<?> each : sent) {
            try {
                each.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new KafkaException("a command wasn't acknowledged", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted", e);
            }
        }
    }

    private static String tenant(String topic) {
        return topic.equals(Topics.COMMANDS)
                ? DEFAULT_TENANT
                : topic.substring(Topics.COMMANDS.length() + 1);
    }

    private static Map<String, byte[]> headers(Headers headers) {
        Map<String, byte[]> last = new HashMap<>();
        for (Header header : headers) {
            if (header.value() != null) {
                last.put(header.key(), header.value());
            }
        }
        return last;
    }
}
