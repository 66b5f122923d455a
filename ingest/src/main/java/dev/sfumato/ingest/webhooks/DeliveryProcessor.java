package dev.sfumato.ingest.webhooks;

import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.topics.Topics;

import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what is owed, begins attempts when they are due, and ends or reschedules a delivery when
 * its attempt is reported. An attempt whose report never comes is made again.
 */
final class DeliveryProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger log = LoggerFactory.getLogger(DeliveryProcessor.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration REPORTED = Duration.ofMinutes(2);
    private static final int LOOKED_AT = 10_000;

    private final Schedule schedule;
    private final Courier courier;
    private final MeterRegistry meters;
    private final Map<String, Long> underWay = new HashMap<>();
    private @Nullable Stores stores;

    private record Stores(
            ProcessorContext<String, byte[]> context,
            KeyValueStore<String, byte[]> owed,
            KeyValueStore<String, byte[]> due) {}

    DeliveryProcessor(Schedule schedule, Courier courier, MeterRegistry meters) {
        this.schedule = schedule;
        this.courier = courier;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        stores =
                new Stores(
                        context,
                        context.getStateStore(WebhookTopology.OWED),
                        context.getStateStore(WebhookTopology.DUE));
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::beginDue);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata place = stores().context().recordMetadata().orElseThrow();
        Tried tried = Tried.read(record.headers());
        if (record.key() == null || (record.value() == null && tried == null)) {
            setAside(record, "malformed", "the record has no key or no value", place);
        } else if (tried == null) {
            take(record, place);
        } else {
            settle(record.key(), tried);
        }
    }

    private void take(Record<String, byte[]> record, RecordMetadata place) {
        long now = stores().context().currentSystemTimeMs();
        var owed = new Owed(1, now, place.partition(), place.offset(), record.value());
        try {
            Optional<Message> message = Message.of(owed.generation());
            if (message.isEmpty()) {
                setAside(record, "malformed", "nobody asked to be told", place);
            } else if (stores().owed().get(record.key()) == null) {
                keep(record.key(), owed);
                begin(record.key(), owed, message.get());
            }
        } catch (MalformedRecordException e) {
            setAside(record, "malformed", String.valueOf(e.getMessage()), place);
        }
    }

    private void settle(String id, Tried tried) {
        byte[] bytes = stores().owed().get(id);
        Owed owed = bytes == null ? null : Owed.decode(bytes);
        if (owed == null || owed.attempt() != tried.attempt()) {
            return;
        }
        underWay.remove(id);
        stores().due().delete(owed.dueKey(id));
        if (tried.failure() == null) {
            stores().owed().delete(id);
            count("delivered");
        } else if (tried.hopeless() || schedule.isLast(tried.attempt())) {
            giveUp(id, owed, tried);
            count("given_up");
        } else {
            Duration wait = schedule.after(tried.attempt(), id, tried.asked());
            long due = stores().context().currentSystemTimeMs() + wait.toMillis();
            keep(id, owed.again(tried.attempt() + 1, due));
            count("retried");
        }
    }

    private void giveUp(String id, Owed owed, Tried tried) {
        log.atWarn()
                .addKeyValue("generationId", id)
                .addKeyValue("attempts", tried.attempt())
                .addKeyValue("reason", tried.failure())
                .log("a webhook was given up");
        String reason = "after attempt %d: %s".formatted(tried.attempt(), tried.failure());
        var letter =
                new DeadLetter(
                        "webhook_failed", reason, Topics.WEBHOOKS, owed.partition(), owed.offset());
        stores().owed().delete(id);
        stores().context()
                .forward(
                        new Record<>(
                                id,
                                owed.outcome(),
                                stores().context().currentSystemTimeMs(),
                                letter.headers(new RecordHeaders())),
                        WebhookTopology.DEAD_LETTERS_SINK);
    }

    private void keep(String id, Owed owed) {
        stores().owed().put(id, owed.encode());
        stores().due().put(owed.dueKey(id), new byte[0]);
    }

    private void beginDue(long now) {
        List<String> due = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> found = stores().due().range("", Owed.dueBy(now))) {
            for (int looked = 0; looked < LOOKED_AT && found.hasNext(); looked++) {
                String id = Owed.id(found.next().key);
                if (underWay.getOrDefault(id, 0L) < now) {
                    due.add(id);
                }
            }
        }
        for (String id : due) {
            byte[] bytes = stores().owed().get(id);
            if (bytes != null) {
                Owed owed = Owed.decode(bytes);
                Message.of(owed.generation()).ifPresent(message -> begin(id, owed, message));
            }
        }
    }

    private void begin(String id, Owed owed, Message message) {
        if (courier.begin(id, message, owed.attempt())) {
            underWay.put(id, stores().context().currentSystemTimeMs() + REPORTED.toMillis());
        }
    }

    private void count(String outcome) {
        meters.counter("sfumato.webhooks.attempts", "outcome", outcome).increment();
    }

    private void setAside(
            Record<String, byte[]> record, String code, String reason, RecordMetadata place) {
        var letter = new DeadLetter(code, reason, place.topic(), place.partition(), place.offset());
        stores().context()
                .forward(
                        record.withHeaders(letter.headers(record.headers())),
                        WebhookTopology.DEAD_LETTERS_SINK);
    }

    private Stores stores() {
        Stores open = stores;
        if (open == null) {
            throw new IllegalStateException("init comes first");
        }
        return open;
    }
}
