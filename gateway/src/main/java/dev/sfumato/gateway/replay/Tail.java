package dev.sfumato.gateway.replay;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The end of one topic: gives each watched key its records as they come, and reads only partitions
 * in which a key is watched, or was until a minute ago.
 *
 * <p>Its own thread owns the consumer and calls the sinks; the public methods may be called from
 * any thread and return at once.
 */
final class Tail implements AutoCloseable {
    /** Instead of an offset: only what comes from now on. */
    static final long FROM_NOW = Long.MAX_VALUE;

    private static final Logger log = LoggerFactory.getLogger(Tail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final Duration LINGER = Duration.ofMinutes(1);
    private static final int MAX_RECORDS = 4096;
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final String topic;
    private final Consumer<@Nullable String, byte @Nullable []> consumer;
    private final Pace pace;
    private final Clock clock;
    private final Map<Integer, Watched> partitions = new HashMap<>();
    // Entries are changes of interest, whose number the bound on watched generations bounds.
    private final ConcurrentLinkedQueue<Runnable> changes = new ConcurrentLinkedQueue<>();
    private final Thread owner;
    private volatile boolean closing;

    /** Who takes the records of a key. Called on the tail's thread; returns at once. */
    interface Sink {
        /** Every record from {@code offset} on will come through {@link #record}. */
        void begins(long offset);

        void record(long offset, byte[] value);

        /** It can't be watched: Kafka didn't answer. */
        void lost();
    }

    private static final class Watched {
        final Ring ring;
        final Map<String, Sink> sinks = new HashMap<>();
        Instant idleSince = Instant.MAX;

        Watched(Ring ring) {
            this.ring = ring;
        }
    }

    Tail(
            String topic,
            Supplier<Consumer<@Nullable String, byte @Nullable []>> open,
            Pace pace,
            Clock clock) {
        this.topic = topic;
        this.pace = pace;
        this.consumer = open.get();
        this.clock = clock;
        this.owner = Thread.ofPlatform().daemon().name("tail of " + topic).unstarted(this::run);
    }

    void start() {
        owner.start();
    }

    /**
     * Watches a key, in place of whoever watched it before.
     *
     * @param from first offset wanted; what is far behind the end must be read elsewhere, up to
     *     where the sink {@link Sink#begins}
     */
    void watch(int partition, String key, long from, Sink sink) {
        change(() -> begin(partition, key, from, sink));
    }

    void unwatch(int partition, String key, Sink sink) {
        change(() -> end(partition, key, sink));
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        LockSupport.unpark(owner);
        Stopping.await(owner);
    }

    private void change(Runnable change) {
        changes.add(change);
        consumer.wakeup();
        LockSupport.unpark(owner);
    }

    private void run() {
        try (consumer) {
            while (!closing) {
                turn();
            }
        }
    }

    private void turn() {
        try {
            for (Runnable next = changes.poll(); next != null; next = changes.poll()) {
                next.run();
            }
            release();
            if (partitions.isEmpty()) {
                LockSupport.parkNanos(this, POLL.toNanos());
            } else {
                ConsumerRecords<@Nullable String, byte @Nullable []> records = consumer.poll(POLL);
                records.forEach(this::deliver);
                pace.delivered(records.count());
            }
        } catch (WakeupException e) {
            // Something changed; the next turn sees it.
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("topic", topic).setCause(e).log("log can't be read now");
            LockSupport.parkNanos(this, POLL.toNanos());
        }
    }

    private void deliver(ConsumerRecord<@Nullable String, byte @Nullable []> record) {
        Watched watched = partitions.get(record.partition());
        if (watched == null) {
            return;
        }
        watched.ring.add(record.offset(), record.key(), record.value());
        Sink sink = watched.sinks.get(record.key());
        byte[] value = record.value();
        if (sink != null && value != null) {
            sink.record(record.offset(), value);
        }
    }

    private void begin(int partition, String key, long from, Sink sink) {
        Watched watched = partitions.get(partition);
        if (watched == null) {
            watched = assign(partition, from, sink);
        }
        if (watched == null) {
            return;
        }
        watched.idleSince = Instant.MAX;
        watched.sinks.put(key, sink);
        long start = from == FROM_NOW ? watched.ring.end() : Math.max(from, watched.ring.start());
        sink.begins(start);
        watched.ring.visit(key, start, sink::record);
    }

    private void end(int partition, String key, Sink sink) {
        Watched watched = partitions.get(partition);
        if (watched != null && watched.sinks.remove(key, sink) && watched.sinks.isEmpty()) {
            watched.idleSince = clock.instant();
        }
    }

    private @Nullable Watched assign(int partition, long from, Sink sink) {
        var place = new TopicPartition(topic, partition);
        try {
            assign(place);
            long start = start(place, from);
            consumer.seek(place, start);
            Watched watched = new Watched(new Ring(MAX_RECORDS, MAX_BYTES, start));
            partitions.put(partition, watched);
            return watched;
        } catch (KafkaException | IllegalArgumentException e) {
            log.atWarn().addKeyValue("topic", topic).setCause(e).log("partition can't be read");
            assign(null);
            sink.lost();
            return null;
        }
    }

    /** Not far behind the end: everybody who watches the partition waits for what lies between. */
    private long start(TopicPartition place, long from) {
        long end = offset(() -> consumer.endOffsets(List.of(place), LOOK_UP), place);
        if (from >= end) {
            return end;
        }
        long beginning = offset(() -> consumer.beginningOffsets(List.of(place), LOOK_UP), place);
        return Math.max(Math.max(from, end - MAX_RECORDS), beginning);
    }

    private static long offset(Supplier<Map<TopicPartition, Long>> lookUp, TopicPartition place) {
        while (true) {
            try {
                Long offset = lookUp.get().get(place);
                if (offset == null) {
                    throw new KafkaException("no such partition");
                }
                return offset;
            } catch (WakeupException e) {
                // Meant for poll; the change behind it is seen after this one.
            }
        }
    }

    private void release() {
        Instant limit = clock.instant().minus(LINGER);
        if (partitions.values().removeIf(watched -> watched.idleSince.isBefore(limit))) {
            assign(null);
        }
    }

    /** Reads the watched partitions, and one that is about to be. */
    private void assign(@Nullable TopicPartition another) {
        var all = new ArrayList<TopicPartition>();
        partitions.keySet().forEach(partition -> all.add(new TopicPartition(topic, partition)));
        if (another != null) {
            all.add(another);
        }
        consumer.assign(all);
    }
}
