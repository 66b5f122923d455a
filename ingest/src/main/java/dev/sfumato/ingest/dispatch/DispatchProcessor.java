package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.streams.Letters;
import dev.sfumato.ingest.streams.Traces;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Feeds the pools' queues and does what they decide. One stream thread. */
@SuppressWarnings("NullAway.Init") // Streams calls init before anything else
final class DispatchProcessor implements Processor<String, byte[], String, byte[]> {

    private static final Logger log = LoggerFactory.getLogger(DispatchProcessor.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Set<String> pools;
    private final Rules rules;
    private final Positions positions;
    private final Map<String, FairQueue> queues = new HashMap<>();
    private final Map<String, FairQueue> restored = new HashMap<>();
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> store;

    DispatchProcessor(Set<String> pools, Rules rules, Positions positions) {
        this.pools = pools;
        this.rules = rules;
        this.positions = positions;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> streams) {
        context = streams;
        store = streams.getStateStore(DispatchTopology.STORE);
        StoreLedger.load(store).forEach((pool, saved) -> restored.put(pool, queue(pool, saved)));
        queues.putAll(restored);
        streams.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        DispatchMessage message;
        try {
            message = decode(record.value());
        } catch (MalformedRecordException e) {
            setAside(record, "malformed", String.valueOf(e.getMessage()));
            return;
        }
        if (!pools.contains(message.pool())) {
            setAside(record, "unknown_pool", "the pool must be one of " + pools);
            return;
        }
        List<Decision> decisions;
        try {
            decisions = queue(message.pool()).apply(message, now);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("pool", message.pool())
                    .setCause(e)
                    .log("message not handled");
            setAside(record, "internal", "dispatch could not handle it");
            return;
        }
        carryOut(decisions, now);
    }

    @Override
    public void close() {
        queues.keySet().forEach(positions::forget);
    }

    private void tick(long millis) {
        Instant now = Instant.ofEpochMilli(millis);
        restored.values().forEach(queue -> carryOut(queue.afterRestart(), now));
        restored.clear();
        queues.forEach(
                (pool, queue) -> {
                    carryOut(queue.tick(now), now);
                    PoolSnapshot snapshot = queue.snapshot(now);
                    send(DispatchTopology.POOLS, pool, Codecs.pools().encode(snapshot), now);
                    positions.set(pool, queue.order());
                });
    }

    private static DispatchMessage decode(byte @Nullable [] value) {
        if (value == null) {
            throw new MalformedRecordException("the value must not be null");
        }
        return Codecs.dispatch().decode(value);
    }

    private FairQueue queue(String pool) {
        return queues.computeIfAbsent(pool, name -> queue(name, Ledger.Saved.NOTHING));
    }

    private FairQueue queue(String pool, Ledger.Saved saved) {
        return new FairQueue(pool, rules, new StoreLedger(store, pool), saved);
    }

    private void carryOut(List<Decision> decisions, Instant now) {
        for (Decision decision : decisions) {
            switch (decision) {
                case Decision.Release release -> release(release.job(), now);
                case Decision.Publish publish -> {
                    byte[] event = Codecs.events().encode(publish.event());
                    String id = publish.event().subject().id().toString();
                    send(DispatchTopology.EVENTS, id, event, now);
                }
                case Decision.Stop stop -> {
                    byte[] cancel = Codecs.control().encode(stop.cancel());
                    send(DispatchTopology.CONTROL, stop.cancel().id().toString(), cancel, now);
                }
                case Decision.Bury bury -> bury(bury, now);
            }
        }
    }

    private void release(Job job, Instant now) {
        Headers headers = Traces.headers(job.traceparent());
        headers.add(Job.TENANT_HEADER, job.subject().tenant().getBytes(StandardCharsets.UTF_8));
        String sink = DispatchTopology.work(job.subject().pool());
        String id = job.subject().id().toString();
        forward(sink, id, Codecs.jobs().encode(job), now, headers);
    }

    private void bury(Decision.Bury bury, Instant now) {
        String work = Topics.work(bury.job().subject().pool());
        var letter = new DeadLetter(bury.code(), bury.reason(), work, 0, -1);
        byte[] job = Codecs.jobs().encode(bury.job());
        String id = bury.job().subject().id().toString();
        forward(DispatchTopology.DEAD_LETTERS, id, job, now, letter.headers(new RecordHeaders()));
    }

    private void setAside(Record<String, byte[]> record, String code, String reason) {
        context.forward(Letters.of(context, record, code, reason), DispatchTopology.DEAD_LETTERS);
    }

    private void send(String sink, String key, byte[] value, Instant now) {
        forward(sink, key, value, now, new RecordHeaders());
    }

    private void forward(String sink, String key, byte[] value, Instant now, Headers headers) {
        context.forward(new Record<>(key, value, now.toEpochMilli(), headers), sink);
    }
}
