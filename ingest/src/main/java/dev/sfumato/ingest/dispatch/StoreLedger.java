package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Quota.Bucket;
import dev.sfumato.schemas.requests.Priority;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pool's ledger in the processor's store. Keys are the pool, a kind and a name, so that pools may
 * share a partition. Called by the stream thread.
 */
final class StoreLedger implements Ledger {

    private static final char SEPARATOR = '\0';
    private static final String ENTRY = "entry";
    private static final String FLOW = "flow";
    private static final String TAGS = "tags";
    private static final String BUCKET = "bucket";
    private static final EntryCodec CODEC = new EntryCodec();

    private final KeyValueStore<String, byte[]> store;
    private final String pool;

    StoreLedger(KeyValueStore<String, byte[]> store, String pool) {
        this.store = store;
        this.pool = pool;
    }

    @Override
    public void save(Entry entry) {
        store.put(key(ENTRY, entry.subject().id().toString()), CODEC.encode(entry));
    }

    @Override
    public void forget(GenerationId id) {
        store.delete(key(ENTRY, id.toString()));
    }

    @Override
    public void save(Flow flow, double finish) {
        byte[] value = ByteBuffer.allocate(Double.BYTES).putDouble(finish).array();
        store.put(key(FLOW, name(flow)), value);
    }

    @Override
    public void forget(Flow flow) {
        store.delete(key(FLOW, name(flow)));
    }

    @Override
    public void save(Tags tags) {
        ByteBuffer value = ByteBuffer.allocate(17 + Priority.values().length * 16);
        value.putLong(tags.sequence()).putDouble(tags.virtualTime());
        value.put((byte) (tags.paused() ? 1 : 0));
        for (Priority priority : Priority.values()) {
            value.putDouble(tags.of(priority).finish());
            value.putDouble(tags.of(priority).virtualTime());
        }
        store.put(key(TAGS, ""), value.array());
    }

    @Override
    public void save(String tenant, Bucket bucket) {
        byte[] value =
                ByteBuffer.allocate(Double.BYTES + Long.BYTES)
                        .putDouble(bucket.level())
                        .putLong(bucket.at().toEpochMilli())
                        .array();
        store.put(key(BUCKET, tenant), value);
    }

    @Override
    public void forget(String tenant) {
        store.delete(key(BUCKET, tenant));
    }

    /** Everything in the store, by pool. */
    static Map<String, Saved> load(KeyValueStore<String, byte[]> store) {
        Map<String, List<KeyValue<String, byte[]>>> byPool = new HashMap<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(
                    each ->
                            byPool.computeIfAbsent(part(each.key, 0), pool -> new ArrayList<>())
                                    .add(each));
        }
        Map<String, Saved> saved = new HashMap<>();
        byPool.forEach((pool, rows) -> saved.put(pool, saved(rows)));
        return saved;
    }

    private static Saved saved(List<KeyValue<String, byte[]>> rows) {
        Map<GenerationId, Entry> entries = new HashMap<>();
        Map<Flow, Double> finishes = new HashMap<>();
        Map<String, Bucket> buckets = new HashMap<>();
        Tags tags = Tags.ZERO;
        for (KeyValue<String, byte[]> row : rows) {
            String name = part(row.key, 2);
            switch (part(row.key, 1)) {
                case ENTRY -> entries.put(GenerationId.parse(name), CODEC.decode(row.value));
                case FLOW -> finishes.put(flow(name), ByteBuffer.wrap(row.value).getDouble());
                case TAGS -> tags = tags(ByteBuffer.wrap(row.value));
                case BUCKET -> buckets.put(name, bucket(ByteBuffer.wrap(row.value)));
                default -> throw new IllegalStateException("the store holds an unknown kind");
            }
        }
        return new Saved(entries, finishes, tags, buckets);
    }

    private static Tags tags(ByteBuffer value) {
        long sequence = value.getLong();
        double virtualTime = value.getDouble();
        boolean paused = value.get() == 1;
        Map<Priority, Tags.OfClass> classes = new EnumMap<>(Priority.class);
        for (Priority priority : Priority.values()) {
            classes.put(priority, new Tags.OfClass(value.getDouble(), value.getDouble()));
        }
        return new Tags(sequence, virtualTime, classes, paused);
    }

    private static Bucket bucket(ByteBuffer value) {
        return new Bucket(value.getDouble(), Instant.ofEpochMilli(value.getLong()));
    }

    private static String name(Flow flow) {
        return flow.priority().name() + ':' + flow.tenant();
    }

    private static Flow flow(String name) {
        int colon = name.indexOf(':');
        return new Flow(Priority.valueOf(name.substring(0, colon)), name.substring(colon + 1));
    }

    private String key(String kind, String name) {
        return pool + SEPARATOR + kind + SEPARATOR + name;
    }

    private static String part(String key, int index) {
        return key.split(String.valueOf(SEPARATOR), 3)[index];
    }
}
