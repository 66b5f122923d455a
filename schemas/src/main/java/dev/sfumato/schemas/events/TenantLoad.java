package dev.sfumato.schemas.events;

import org.jspecify.annotations.Nullable;

/**
 * How a tenant stands in a pool.
 *
 * @param waiting its jobs that wait
 * @param quotaLeft GMAC that it may still ask for, below 0 while a debt is paid off; null without a
 *     quota
 * @param queued largest {@code waiting}
 * @param quota how much work it may ask for
 */
public record TenantLoad(
        String tenant, int waiting, @Nullable Double quotaLeft, int queued, Quota quota) {}
