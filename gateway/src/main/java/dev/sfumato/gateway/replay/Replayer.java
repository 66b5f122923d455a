package dev.sfumato.gateway.replay;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads older parts of the event log: a few consumers, each with its own thread, and a bounded
 * queue of what they shall read.
 */
final class Replayer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Replayer.class);
    private static final int WAITING = 4096;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final BlockingQueue<Scan> waiting = new ArrayBlockingQueue<>(WAITING);
    private final List<Reader> readers = new ArrayList<>();
    private final Clock clock;
    private volatile boolean closing;

    /**
     * A part of the log that someone needs.
     *
     * @param from first offset
     * @param to offset after the last
     */
    record Scan(TopicPartition partition, String key, long from, long to, Sink sink) {}

    /** Who needs it. Called on a replay thread. */
    interface Sink {
        /** Whether anybody still waits for it. */
        boolean isWanted();

        void replayed(long offset, byte[] value);

        /** The log doesn't reach back to the first offset any more; nothing was replayed. */
        void cut();

        /** Everything was replayed. */
        void done();

        /** It could not be read in time. */
        void failed();
    }

    private record Reader(Thread thread, Consumer<@Nullable String, byte @Nullable []> consumer) {}

    Replayer(
            int consumers,
            Supplier<Consumer<@Nullable String, byte @Nullable []>> open,
            Clock clock) {
        this.clock = clock;
        for (int i = 0; i < consumers; i++) {
            Consumer<@Nullable String, byte @Nullable []> consumer = open.get();
            Thread thread =
                    Thread.ofPlatform().daemon().name("replay " + i).unstarted(() -> run(consumer));
            readers.add(new Reader(thread, consumer));
        }
    }

    void start() {
        readers.forEach(reader -> reader.thread().start());
    }

    /** Reads it soon; false when too much waits. */
    boolean offer(Scan scan) {
        return waiting.offer(scan);
    }

    @Override
    public void close() {
        closing = true;
        for (Reader reader : readers) {
            reader.consumer().wakeup();
        }
        readers.forEach(reader -> Stopping.await(reader.thread()));
    }

    private void run(Consumer<@Nullable String, byte @Nullable []> consumer) {
        try (consumer) {
            while (!closing) {
                Scan scan = waiting.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                if (scan != null && scan.sink().isWanted()) {
                    read(consumer, scan);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (WakeupException e) {
            // Closing.
        }
    }

    private void read(Consumer<@Nullable String, byte @Nullable []> consumer, Scan scan) {
        try {
            consumer.assign(List.of(scan.partition()));
            if (isCut(consumer, scan)) {
                scan.sink().cut();
            } else if (scan(consumer, scan)) {
                scan.sink().done();
            } else {
                scan.sink().failed();
            }
        } catch (WakeupException e) {
            scan.sink().failed();
            throw e;
        } catch (KafkaException e) {
            log.atWarn().setCause(e).log("older events can't be read now");
            scan.sink().failed();
        }
    }

    private static boolean isCut(
            Consumer<@Nullable String, byte @Nullable []> consumer, Scan scan) {
        Long beginning =
                consumer.beginningOffsets(List.of(scan.partition()), LOOK_UP).get(scan.partition());
        return beginning == null || beginning > scan.from();
    }

    private boolean scan(Consumer<@Nullable String, byte @Nullable []> consumer, Scan scan) {
        Instant deadline = clock.instant().plus(DEADLINE);
        consumer.seek(scan.partition(), scan.from());
        // The position passes over offsets that hold no record, as markers of transactions.
        while (consumer.position(scan.partition(), LOOK_UP) < scan.to()) {
            if (!scan.sink().isWanted() || clock.instant().isAfter(deadline)) {
                return false;
            }
            for (ConsumerRecord<@Nullable String, byte @Nullable []> record : consumer.poll(POLL)) {
                give(record, scan);
            }
        }
        return true;
    }

    private static void give(
            ConsumerRecord<@Nullable String, byte @Nullable []> record, Scan scan) {
        byte[] value = record.value();
        if (value != null && record.offset() < scan.to() && scan.key().equals(record.key())) {
            scan.sink().replayed(record.offset(), value);
        }
    }
}
