package dev.sfumato.standalone.command;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.schemas.topics.Topics;
import dev.sfumato.standalone.Settings;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Looks at records that were set aside, and sends them again. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "List refused records, or send them to where they came from again.",
        subcommands = {DeadLettersCommand.Show.class, DeadLettersCommand.Redrive.class})
final class DeadLettersCommand implements Runnable {
    private static final TopicPartition LETTERS = new TopicPartition(Topics.DEAD_LETTERS, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public void run() {
        throw new IllegalArgumentException("dead-letters needs a subcommand: list or redrive");
    }

    private static KafkaSettings kafka(ConfigOption config) throws IOException {
        ConfigReader read = new ConfigReader(Settings.read(config.file));
        KafkaSettings kafka = KafkaSettings.from(read);
        Settings.leaveServices(read);
        read.throwIfInvalid();
        return kafka;
    }

    private static void each(
            KafkaSettings kafka, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        var bytes = new ByteArrayDeserializer();
        try (var consumer =
                new KafkaConsumer<>(
                        kafka.consumer("sfumato-dead-letters", Isolation.READ_COMMITTED),
                        bytes,
                        bytes)) {
            consumer.assign(List.of(LETTERS));
            consumer.seekToBeginning(List.of(LETTERS));
            long end = consumer.endOffsets(List.of(LETTERS), PATIENCE).get(LETTERS);
            Instant deadline = Instant.now().plus(PATIENCE);
            while (consumer.position(LETTERS) < end) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("Kafka didn't answer within " + PATIENCE);
                }
                for (var letter : consumer.poll(Duration.ofMillis(200))) {
                    visitor.accept(letter);
                }
            }
        }
    }

    /** Prints one line a letter. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List refused records: number, time, origin, code and reason.")
    static final class Show implements Callable<Integer> {
        @Mixin ConfigOption config = new ConfigOption();

        @Override
        public Integer call() throws IOException {
            each(kafka(config), Show::print);
            return 0;
        }

        private static void print(ConsumerRecord<byte[], byte[]> record) {
            DeadLetter letter = DeadLetter.read(record.headers());
            System.out.println(
                    "%d  %s  %s-%d@%d  %s  %s"
                            .formatted(
                                    record.offset(),
                                    Instant.ofEpochMilli(record.timestamp()),
                                    letter.topic(),
                                    letter.partition(),
                                    letter.offset(),
                                    letter.code(),
                                    letter.reason()));
        }
    }

    /** Sends letters to the topics they came from. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = "Send refused records to the topics they came from again.")
    static final class Redrive implements Callable<Integer> {
        @Mixin ConfigOption config = new ConfigOption();

        @ArgGroup(multiplicity = "1")
        Which which = new Which();

        /** All letters, or some by number. */
        static final class Which {
            @Option(names = "--all", required = true, description = "Every one.")
            boolean all;

            @Option(
                    names = "--number",
                    paramLabel = "N",
                    required = true,
                    split = ",",
                    description = "Those with these numbers, as `dead-letters list` prints them.")
            List<Long> numbers = List.of();
        }

        @Override
        public Integer call() throws IOException {
            KafkaSettings kafka = kafka(config);
            var bytes = new ByteArraySerializer();
            int[] sent = {0};
            try (var producer =
                    new KafkaProducer<>(kafka.producer("sfumato-redrive"), bytes, bytes)) {
                each(
                        kafka,
                        record -> {
                            if (which.all || which.numbers.contains(record.offset())) {
                                send(producer, record);
                                sent[0]++;
                            }
                        });
            }
            System.out.println(sent[0] + " sent again");
            return 0;
        }

        private static void send(
                KafkaProducer<byte[], byte[]> producer, ConsumerRecord<byte[], byte[]> record) {
            DeadLetter letter = DeadLetter.read(record.headers());
            var again =
                    new ProducerRecord<>(
                            letter.topic(),
                            null,
                            record.key(),
                            record.value(),
                            DeadLetter.original(record.headers()));
            try {
                producer.send(again).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException(
                        "record " + record.offset() + " wasn't taken by " + letter.topic(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}
