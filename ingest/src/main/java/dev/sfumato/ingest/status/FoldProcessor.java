package dev.sfumato.ingest.status;

import dev.sfumato.ingest.streams.Traces;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Lifecycle;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds each event into its generation's state, keeps the list and expiry indexes, and passes every
 * terminal state on once. A record without a value purges its generation.
 */
final class FoldProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger log = LoggerFactory.getLogger(FoldProcessor.class);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final int SWEPT_AT_ONCE = 1_000;

    private final Codec<GenerationEvent> events = Codecs.events();
    private final Waiters waiters;
    private @Nullable Stores stores;

    private record Stores(
            ProcessorContext<String, byte[]> context,
            KeyValueStore<String, byte[]> generations,
            KeyValueStore<String, byte[]> listing,
            KeyValueStore<String, byte[]> expiries) {}

    FoldProcessor(Waiters waiters) {
        this.waiters = waiters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        stores =
                new Stores(
                        context,
                        context.getStateStore(StatusTopology.GENERATIONS),
                        context.getStateStore(StatusTopology.LISTING),
                        context.getStateStore(StatusTopology.EXPIRIES));
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata place = stores().context().recordMetadata().orElseThrow();
        if (record.key() == null) {
            setAside(record, place, "the record has no key");
        } else if (record.value() == null) {
            purge(record.key(), place);
        } else {
            try {
                fold(record, events.decode(record.value()), place);
            } catch (MalformedRecordException e) {
                setAside(record, place, String.valueOf(e.getMessage()));
            }
        }
    }

    private void fold(Record<String, byte[]> record, GenerationEvent event, RecordMetadata place) {
        byte[] bytes = stores().generations().get(record.key());
        Stored before = bytes == null ? null : Stored.decode(bytes);
        if (before != null && before.generation() == null) {
            tellDispatch(event);
            return;
        }
        Generation known = before == null ? null : before.generation();
        Lifecycle.Step step = Lifecycle.apply(known, event);
        Generation generation = step.generation();
        if (generation != null && generation.status().isTerminal()) {
            tellDispatch(event);
        }
        if (!step.counted() || generation == null) {
            return;
        }
        long first = before == null ? place.offset() : before.first();
        String told = Traces.of(record.headers());
        String trace = told != null || before == null ? told : before.traceparent();
        var after = new Stored(generation, place.partition(), first, place.offset(), trace);
        stores().generations().put(record.key(), after.encode());
        list(known, generation);
        if (generation.status().isTerminal()) {
            expireLater(record.key(), event.at());
            Record<String, byte[]> result = Results.record(record, generation, trace);
            stores().context().forward(result, StatusTopology.RESULTS_SINK);
            if (generation.request() != null && generation.request().webhook() != null) {
                stores().context()
                        .forward(
                                result.withHeaders(new RecordHeaders()),
                                StatusTopology.WEBHOOKS_SINK);
            }
        }
        waiters.changed(record.key(), after);
    }

    /** When it was accepted may become known late: the index follows. */
    private void list(@Nullable Generation before, Generation generation) {
        String key = Keys.listing(generation);
        String old = before == null ? null : Keys.listing(before);
        if (key.equals(old)) {
            return;
        }
        if (old != null) {
            stores().listing().delete(old);
        }
        stores().listing().put(key, new byte[0]);
    }

    /** Dispatch keeps a job until the log of events says that it is over. */
    private void tellDispatch(GenerationEvent event) {
        DispatchMessage message = Endings.of(event);
        if (message != null) {
            stores().context()
                    .forward(
                            new Record<>(
                                    message.pool(),
                                    Codecs.dispatch().encode(message),
                                    stores().context().currentSystemTimeMs()),
                            StatusTopology.DISPATCH_SINK);
        }
    }

    private void purge(String id, RecordMetadata place) {
        byte[] bytes = stores().generations().get(id);
        Stored before = bytes == null ? null : Stored.decode(bytes);
        if (before != null && before.generation() != null) {
            stores().listing().delete(Keys.listing(before.generation()));
        }
        var gone = new Stored(null, place.partition(), place.offset(), place.offset(), null);
        stores().generations().put(id, gone.encode());
        expireLater(id, Instant.ofEpochMilli(stores().context().currentSystemTimeMs()));
        waiters.changed(id, gone);
    }

    private void expireLater(String id, Instant ended) {
        stores().expiries().put(Keys.expiry(ended.plus(KEPT), id), new byte[0]);
    }

    private void sweep(long now) {
        List<String> due = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> expired =
                stores().expiries().range("", Keys.expiryTo(Instant.ofEpochMilli(now)))) {
            while (expired.hasNext() && due.size() < SWEPT_AT_ONCE) {
                KeyValue<String, byte[]> next = expired.next();
                due.add(next.key);
            }
        }
        for (String key : due) {
            forget(Keys.id(key));
            stores().expiries().delete(key);
        }
    }

    private void forget(String id) {
        byte[] bytes = stores().generations().delete(id);
        Generation generation = bytes == null ? null : Stored.decode(bytes).generation();
        if (generation != null) {
            stores().listing().delete(Keys.listing(generation));
        }
    }

    private void setAside(Record<String, byte[]> record, RecordMetadata place, String reason) {
        log.atWarn()
                .addKeyValue("topic", place.topic())
                .addKeyValue("partition", place.partition())
                .addKeyValue("offset", place.offset())
                .log("a malformed event was set aside");
        var letter =
                new DeadLetter(
                        "malformed", reason, place.topic(), place.partition(), place.offset());
        stores().context()
                .forward(
                        record.withHeaders(letter.headers(record.headers())),
                        StatusTopology.DEAD_LETTERS_SINK);
    }

    private Stores stores() {
        Stores open = stores;
        if (open == null) {
            throw new IllegalStateException("init comes first");
        }
        return open;
    }
}
