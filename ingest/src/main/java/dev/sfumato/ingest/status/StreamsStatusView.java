package dev.sfumato.ingest.status;

import dev.sfumato.ingest.streams.StreamsApplication;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Status;

import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

/** The view over the stores of this instance. */
final class StreamsStatusView implements StatusView {
    private final StreamsApplication application;
    private final Waiters waiters;
    private final Executor readers;
    private final Function<GenerationId, CompletableFuture<Void>> tombstones;

    /**
     * Over a running application.
     *
     * @param readers threads that may block
     * @param tombstones writes a generation's tombstone to its events
     */
    StreamsStatusView(
            StreamsApplication application,
            Waiters waiters,
            Executor readers,
            Function<GenerationId, CompletableFuture<Void>> tombstones) {
        this.application = application;
        this.waiters = waiters;
        this.readers = readers;
        this.tombstones = tombstones;
    }

    @Override
    public Optional<Known> find(String tenant, GenerationId id) {
        byte[] bytes = read(() -> generations().get(id.toString()));
        return bytes == null ? Optional.empty() : Stored.decode(bytes).shownTo(tenant);
    }

    @Override
    public CompletableFuture<Optional<Known>> seen(
            String tenant, GenerationId id, Duration patience) {
        return await(tenant, id, Optional::isPresent, patience);
    }

    @Override
    public CompletableFuture<Optional<Known>> ended(
            String tenant, GenerationId id, Duration patience) {
        return await(tenant, id, StreamsStatusView::hasEnded, patience);
    }

    @Override
    public Page list(String tenant, @Nullable Status status, int limit, @Nullable String cursor) {
        String after = cursor == null ? null : Keys.key(tenant, cursor);
        Queue<String> keys = keys(tenant, after, status == null ? limit + 1 : Integer.MAX_VALUE);
        List<Known> known = new ArrayList<>();
        String last = null;
        for (String key = keys.poll(); key != null; key = keys.poll()) {
            if (known.size() == limit) {
                return new Page(known, Keys.cursor(String.valueOf(last)));
            }
            Optional<Known> found = find(tenant, GenerationId.parse(Keys.id(key)));
            if (found.isPresent()
                    && (status == null || found.get().generation().status() == status)) {
                known.add(found.get());
                last = key;
            }
        }
        return new Page(known, null);
    }

    @Override
    public CompletableFuture<Void> purge(String tenant, GenerationId id) {
        return tombstones.apply(id);
    }

    private CompletableFuture<Optional<Known>> await(
            String tenant, GenerationId id, Predicate<Optional<Known>> enough, Duration patience) {
        // Registered before the store is read, so that no change falls between the two.
        CompletableFuture<Boolean> news =
                waiters.await(
                        id.toString(), stored -> enough.test(stored.shownTo(tenant)), patience);
        CompletableFuture<Optional<Known>> now =
                CompletableFuture.supplyAsync(() -> find(tenant, id), readers);
        return now.thenCompose(
                        found -> {
                            if (enough.test(found)) {
                                news.complete(true);
                                return CompletableFuture.completedFuture(found);
                            }
                            return news.thenApplyAsync(told -> find(tenant, id), readers);
                        })
                .whenComplete((found, failure) -> news.complete(false));
    }

    private static boolean hasEnded(Optional<Known> known) {
        return known.isPresent() && known.get().generation().status().isTerminal();
    }

    /** The tenant's listing keys behind {@code after}, in order, merged over all partitions. */
    private Queue<String> keys(String tenant, @Nullable String after, int perPartition) {
        RangeQuery<String, byte[]> range =
                RangeQuery.withRange(
                        after == null ? Keys.listingFrom(tenant) : after + '\0',
                        Keys.listingTo(tenant));
        return read(
                () -> {
                    var request =
                            StateQueryRequest.inStore(StatusTopology.LISTING).withQuery(range);
                    Queue<String> keys = new PriorityQueue<>();
                    for (var result : application.query(request).getPartitionResults().values()) {
                        collect(result, perPartition, keys);
                    }
                    return keys;
                });
    }

    private static void collect(
            QueryResult<KeyValueIterator<String, byte[]>> result, int most, Queue<String> keys) {
        if (result.isFailure()) {
            throw new ViewUnavailableException("the status view is being restored");
        }
        try (KeyValueIterator<String, byte[]> found = result.getResult()) {
            for (int i = 0; i < most && found.hasNext(); i++) {
                keys.add(found.next().key);
            }
        }
    }

    private ReadOnlyKeyValueStore<String, byte[]> generations() {
        return application.store(StatusTopology.GENERATIONS, QueryableStoreTypes.keyValueStore());
    }

    private static <T extends @Nullable Object> T read(java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw new ViewUnavailableException("the status view is being restored");
        }
    }
}
