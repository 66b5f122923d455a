package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Quota;

import java.util.HashMap;
import java.util.Map;

/** A ledger that outlives the queues which write to it. */
final class InMemoryLedger implements Ledger {

    private final Map<GenerationId, Entry> entries = new HashMap<>();
    private final Map<Flow, Double> finishes = new HashMap<>();
    private final Map<String, Quota.Bucket> buckets = new HashMap<>();
    private static final EntryCodec CODEC = new EntryCodec();

    private Tags tags = Tags.ZERO;

    @Override
    public void save(Entry entry) {
        entries.put(entry.subject().id(), entry);
    }

    @Override
    public void forget(GenerationId id) {
        entries.remove(id);
    }

    @Override
    public void save(Flow flow, double finish) {
        finishes.put(flow, finish);
    }

    @Override
    public void forget(Flow flow) {
        finishes.remove(flow);
    }

    @Override
    public void save(Tags saved) {
        tags = saved;
    }

    @Override
    public void save(String tenant, Quota.Bucket bucket) {
        buckets.put(tenant, bucket);
    }

    @Override
    public void forget(String tenant) {
        buckets.remove(tenant);
    }

    Saved saved() {
        Map<GenerationId, Entry> read = new HashMap<>();
        entries.forEach((id, entry) -> read.put(id, CODEC.decode(CODEC.encode(entry))));
        return new Saved(read, finishes, tags, buckets);
    }
}
