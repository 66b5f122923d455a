package dev.sfumato.ingest.status;

import dev.sfumato.ingest.streams.StreamsApplication;
import dev.sfumato.schemas.events.GenerationId;

import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The view over the stores of this instance. */
final class StreamsStatusView implements StatusView {
    private static final String RESTORING = "the status view is being restored";

    private final StreamsApplication application;
    private final Waiters waiters;
    private final Executor readers;
    private final Function<GenerationId, CompletableFuture<Void>> tombstones;

    private record Row(String key, int partition) {}

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
    public Optional<Known> find(String tenant, GenerationId id, boolean standby) {
        byte[] bytes =
                read(
                        () ->
                                application
                                        .store(
                                                StatusTopology.GENERATIONS,
                                                id.toString(),
                                                QueryableStoreTypes.<String, byte[]>keyValueStore(),
                                                standby)
                                        .get(id.toString()));
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
    public Page list(Query query, Set<Integer> partitions) {
        String cursor = query.cursor();
        String after = cursor == null ? null : Keys.key(query.tenant(), cursor);
        int perPartition = query.status() == null ? query.limit() + 1 : Integer.MAX_VALUE;
        Queue<Row> rows = rows(query.tenant(), after, perPartition, partitions);
        List<Known> known = new ArrayList<>();
        String last = null;
        for (Row row = rows.poll(); row != null; row = rows.poll()) {
            if (known.size() == query.limit()) {
                return new Page(known, Keys.cursor(String.valueOf(last)));
            }
            Optional<Known> found = find(query, row);
            if (found.isPresent()) {
                known.add(found.get());
                last = row.key();
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
                CompletableFuture.supplyAsync(() -> find(tenant, id, false), readers);
        return now.thenCompose(
                        found -> {
                            if (enough.test(found)) {
                                news.complete(true);
                                return CompletableFuture.completedFuture(found);
                            }
                            return news.thenApplyAsync(told -> find(tenant, id, false), readers);
                        })
                .whenComplete((found, failure) -> news.complete(false));
    }

    private static boolean hasEnded(Optional<Known> known) {
        return known.isPresent() && known.get().generation().status().isTerminal();
    }

    private Optional<Known> find(Query query, Row row) {
        String id = Keys.id(row.key());
        byte[] bytes =
                read(
                        () ->
                                application
                                        .store(
                                                StatusTopology.GENERATIONS,
                                                row.partition(),
                                                QueryableStoreTypes.<String, byte[]>keyValueStore(),
                                                true)
                                        .get(id));
        Optional<Known> found =
                bytes == null ? Optional.empty() : Stored.decode(bytes).shownTo(query.tenant());
        return found.filter(
                known -> query.status() == null || known.generation().status() == query.status());
    }

    /** The tenant's listing keys behind {@code after}, in order, merged over the partitions. */
    private Queue<Row> rows(
            String tenant, @Nullable String after, int perPartition, Set<Integer> partitions) {
        RangeQuery<String, byte[]> range =
                RangeQuery.withRange(
                        after == null ? Keys.listingFrom(tenant) : after + '\0',
                        Keys.listingTo(tenant));
        Queue<Row> rows = new PriorityQueue<>(Comparator.comparing(Row::key));
        if (partitions.isEmpty()) {
            return rows;
        }
        var request =
                StateQueryRequest.inStore(StatusTopology.LISTING)
                        .withQuery(range)
                        .withPartitions(partitions);
        read(() -> application.query(request).getPartitionResults())
                .forEach((partition, result) -> collect(partition, result, perPartition, rows));
        return rows;
    }

    private static void collect(
            int partition,
            QueryResult<KeyValueIterator<String, byte[]>> result,
            int most,
            Queue<Row> rows) {
        if (result.isFailure()) {
            throw new ViewUnavailableException(RESTORING);
        }
        try (KeyValueIterator<String, byte[]> found = result.getResult()) {
            for (int i = 0; i < most && found.hasNext(); i++) {
                rows.add(new Row(found.next().key, partition));
            }
        }
    }

    private static <T extends @Nullable Object> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw new ViewUnavailableException(RESTORING);
        }
    }
}
