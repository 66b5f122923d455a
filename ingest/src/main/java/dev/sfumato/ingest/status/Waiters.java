package dev.sfumato.ingest.status;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Callers that wait for news of a generation. Thread-safe; bounded: beyond the bound a caller is
 * told at once to go by what is known now.
 */
final class Waiters {
    private static final int MOST = 20_000;

    private final Map<String, List<Waiter>> byId = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(MOST);

    private record Waiter(Predicate<Stored> enough, CompletableFuture<Boolean> told) {}

    /**
     * Waits until a change satisfies {@code enough}.
     *
     * @return true when one did, false after {@code patience}
     */
    CompletableFuture<Boolean> await(String id, Predicate<Stored> enough, Duration patience) {
        if (!room.tryAcquire()) {
            return CompletableFuture.completedFuture(false);
        }
        var waiter = new Waiter(enough, new CompletableFuture<>());
        byId.compute(
                id,
                (key, list) -> {
                    List<Waiter> waiters = list == null ? new CopyOnWriteArrayList<>() : list;
                    waiters.add(waiter);
                    return waiters;
                });
        return waiter.told()
                .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((told, failure) -> remove(id, waiter));
    }

    /** Called by the stream thread after each change. */
    void changed(String id, Stored stored) {
        List<Waiter> waiters = byId.get(id);
        if (waiters == null) {
            return;
        }
        for (Waiter waiter : waiters) {
            if (waiter.enough().test(stored)) {
                waiter.told().completeAsync(() -> true);
            }
        }
    }

    private void remove(String id, Waiter waiter) {
        room.release();
        byId.computeIfPresent(
                id,
                (key, waiters) -> {
                    waiters.remove(waiter);
                    return waiters.isEmpty() ? null : waiters;
                });
    }
}
