package dev.sfumato.ingest.dispatch;

import java.time.Duration;
import java.util.Map;

/**
 * How a pool's queue behaves.
 *
 * @param tenants policies of named tenants
 * @param others policy of every other tenant
 * @param backlog largest number of waiting jobs in a pool
 * @param liveness how long after its last heartbeat a worker counts as alive
 * @param lostAfter how long a released job may go unseen, while the pool has a free slot, before it
 *     is released again
 * @param memory how long an early cancel, or the end of a job, is remembered
 * @param crashes starts without a yield or an end that a job gets
 */
public record Rules(
        Map<String, TenantPolicy> tenants,
        TenantPolicy others,
        int backlog,
        Duration liveness,
        Duration lostAfter,
        Duration memory,
        int crashes) {

    /** The defaults: every tenant alike, 100 000 waiting jobs per pool. */
    public static final Rules DEFAULT =
            new Rules(
                    Map.of(),
                    TenantPolicy.OPEN,
                    100_000,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(10),
                    4);

    /** Labels of two releases of one job differ by this much, so that attempts never share one. */
    static final int ATTEMPTS_PER_RELEASE = 16;

    /** Released jobs per slot: a little more than 1, so that no slot waits for dispatch. */
    static final double RELEASED_PER_SLOT = 1.25;

    /** The defaults, but for the tenants. */
    public static Rules of(Map<String, TenantPolicy> tenants, TenantPolicy others) {
        return new Rules(
                tenants,
                others,
                DEFAULT.backlog,
                DEFAULT.liveness,
                DEFAULT.lostAfter,
                DEFAULT.memory,
                DEFAULT.crashes);
    }

    public Rules {
        tenants = Map.copyOf(tenants);
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1, got " + backlog);
        }
    }

    TenantPolicy of(String tenant) {
        return tenants.getOrDefault(tenant, others);
    }

    /** Jobs that may be released and unfinished at once, for this many slots of live workers. */
    static int window(int slots) {
        return (int) Math.ceil(slots * RELEASED_PER_SLOT);
    }
}
