package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Quota;

import java.util.Map;

/** Where a queue writes what it must know after a restart. Called by the queue's owner thread. */
interface Ledger {

    void save(Entry entry);

    void forget(GenerationId id);

    /** Finish tag of a flow. */
    void save(Flow flow, double finish);

    void forget(Flow flow);

    void save(Tags tags);

    /** What is left of a tenant's quota. */
    void save(String tenant, Quota.Bucket bucket);

    void forget(String tenant);

    /** Everything that was saved and not forgotten. */
    record Saved(
            Map<GenerationId, Entry> entries,
            Map<Flow, Double> finishes,
            Tags tags,
            Map<String, Quota.Bucket> buckets) {
        static final Saved NOTHING = new Saved(Map.of(), Map.of(), Tags.ZERO, Map.of());

        public Saved {
            entries = Map.copyOf(entries);
            finishes = Map.copyOf(finishes);
            buckets = Map.copyOf(buckets);
        }
    }
}
