package dev.sfumato.schemas.events;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * How a pool stands; the value of {@code sfumato.pools}.
 *
 * @param backlog jobs admitted and not released
 * @param outstanding jobs released and not ended
 * @param window largest {@code outstanding}
 * @param workers live ones
 * @param slots of live workers
 * @param expectedWaitMs for a job admitted now; null while unknown
 * @param paused whether an operator stopped releasing
 * @param tenants those with limits of their own and something in use, at most 1 000
 */
public record PoolSnapshot(
        String pool,
        Instant at,
        int backlog,
        int outstanding,
        int window,
        int workers,
        int slots,
        @Nullable Long expectedWaitMs,
        boolean paused,
        List<TenantLoad> tenants) {
    public PoolSnapshot {
        tenants = List.copyOf(tenants);
    }

    /** Without tenants of limits. */
    public PoolSnapshot(
            String pool,
            Instant at,
            int backlog,
            int outstanding,
            int window,
            int workers,
            int slots,
            @Nullable Long expectedWaitMs,
            boolean paused) {
        this(
                pool,
                at,
                backlog,
                outstanding,
                window,
                workers,
                slots,
                expectedWaitMs,
                paused,
                List.of());
    }

    /** How a tenant stands; null when it has no limits or uses nothing. */
    public @Nullable TenantLoad loadOf(String tenant) {
        return tenants.stream()
                .filter(each -> each.tenant().equals(tenant))
                .findFirst()
                .orElse(null);
    }
}
