package dev.sfumato.schemas.events;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

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
        boolean paused) {}
