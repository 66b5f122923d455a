package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.events.Quota.Bucket;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The tenants' quotas in a pool, as far as they are in use; written to the ledger. One thread. */
final class Buckets {
    private final Rules rules;
    private final Ledger ledger;
    private final Map<String, Bucket> buckets;

    Buckets(Rules rules, Ledger ledger, Map<String, Bucket> saved) {
        this.rules = rules;
        this.ledger = ledger;
        buckets = new HashMap<>(saved);
    }

    /** Those that have used some of theirs. */
    Set<String> tenants() {
        return Set.copyOf(buckets.keySet());
    }

    /** GMAC that a tenant has left. */
    double level(String tenant, Instant now) {
        return current(tenant, now).level();
    }

    /** Takes a job's cost out; false, and nothing is taken, when there isn't enough. */
    boolean take(String tenant, double cost, Instant now) {
        Quota quota = quota(tenant);
        if (!quota.isLimited()) {
            return true;
        }
        Bucket bucket = current(tenant, now);
        if (!quota.allows(bucket.level(), cost)) {
            return false;
        }
        save(tenant, new Bucket(bucket.level() - cost, now));
        return true;
    }

    /** Puts back what a job cost that nobody began to run. */
    void giveBack(String tenant, double cost, Instant now) {
        Quota quota = quota(tenant);
        if (quota.isLimited()) {
            Bucket bucket = current(tenant, now);
            save(tenant, new Bucket(Math.min(quota.burst(), bucket.level() + cost), now));
        }
    }

    /** Forgets the buckets that are full again. */
    void prune(Instant now) {
        for (String tenant : tenants()) {
            Quota quota = quota(tenant);
            if (!quota.isLimited() || current(tenant, now).level() >= quota.burst()) {
                buckets.remove(tenant);
                ledger.forget(tenant);
            }
        }
    }

    private Quota quota(String tenant) {
        return rules.of(tenant).quota();
    }

    private Bucket current(String tenant, Instant now) {
        Quota quota = quota(tenant);
        Bucket bucket = buckets.get(tenant);
        if (bucket == null) {
            return quota.full(now);
        }
        if (now.isBefore(bucket.at())) {
            // The clock went back: without this nothing would flow in until it is there again.
            save(tenant, new Bucket(bucket.level(), now));
        }
        return quota.refilled(bucket, now);
    }

    private void save(String tenant, Bucket bucket) {
        buckets.put(tenant, bucket);
        ledger.save(tenant, bucket);
    }
}
