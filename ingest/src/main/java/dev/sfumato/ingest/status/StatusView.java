package dev.sfumato.ingest.status;

import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Status;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What this instance knows about generations. {@link #find} and {@link #list} read a local store
 * and may block briefly: not for the event loop. The futures complete on another thread.
 */
public interface StatusView {
    /**
     * A generation and where its events are.
     *
     * @param firstEvent coordinate of its first event in {@code sfumato.events}, as {@code 7-10425}
     * @param lastEvent coordinate of the last one that counted
     */
    record Known(Generation generation, String firstEvent, String lastEvent) {}

    /**
     * Which generations to list.
     *
     * @param status only those in this state; null for all
     * @param limit 1 to 200
     * @param cursor of an earlier page; null for the first
     */
    record Query(String tenant, @Nullable Status status, int limit, @Nullable String cursor) {}

    /** Some of a tenant's generations; {@code next} is the cursor of the rest, null at the end. */
    record Page(List<Known> known, @Nullable String next) {
        public Page {
            known = List.copyOf(known);
        }
    }

    /**
     * One of the tenant's generations; another tenant's is as absent.
     *
     * @param standby also from a copy, which may lag behind its owner
     * @throws ViewUnavailableException while the store is being restored, or when it isn't here
     */
    Optional<Known> find(String tenant, GenerationId id, boolean standby);

    /** As {@link #find}, but waits up to {@code patience} for an id not seen yet. */
    CompletableFuture<Optional<Known>> seen(String tenant, GenerationId id, Duration patience);

    /** Waits up to {@code patience} for the terminal state; then what is known at that moment. */
    CompletableFuture<Optional<Known>> ended(String tenant, GenerationId id, Duration patience);

    /**
     * The tenant's generations in some partitions, newest accepted first.
     *
     * @param partitions of {@code sfumato.events}, owned or copied
     * @throws IllegalArgumentException if the cursor isn't one of ours
     * @throws ViewUnavailableException while a store is being restored, or when one isn't here
     */
    Page list(Query query, Set<Integer> partitions);

    /** Removes a generation from the view, in any state; completes once Kafka has the order. */
    CompletableFuture<Void> purge(String tenant, GenerationId id);
}
