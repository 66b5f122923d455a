package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.Quota;

/**
 * What a tenant may use of each pool.
 *
 * @param weight share relative to other tenants, above 0
 * @param concurrency largest number of released and unfinished jobs, at least 1
 * @param queued largest number of waiting jobs, at least 1
 * @param quota how much work it may ask for
 */
public record TenantPolicy(double weight, int concurrency, int queued, Quota quota) {

    /** Weight 1 and no limit of its own. */
    public static final TenantPolicy OPEN =
            new TenantPolicy(1, Integer.MAX_VALUE, Integer.MAX_VALUE, Quota.NONE);

    /** Without a quota. */
    public TenantPolicy(double weight, int concurrency, int queued) {
        this(weight, concurrency, queued, Quota.NONE);
    }

    /** Whether a door must look before it lets a request in. */
    boolean isLimited() {
        return queued != Integer.MAX_VALUE || quota.isLimited();
    }

    public TenantPolicy {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("weight must be above 0, got " + weight);
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "concurrency must be at least 1, got " + concurrency);
        }
        if (queued < 1) {
            throw new IllegalArgumentException("queued must be at least 1, got " + queued);
        }
    }
}
