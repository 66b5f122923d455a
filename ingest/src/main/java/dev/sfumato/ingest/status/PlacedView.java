package dev.sfumato.ingest.status;

import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Status;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** A view that tells where waiting generations stand now, not where they were queued. */
public final class PlacedView implements StatusView {

    private final StatusView view;
    private final BiFunction<String, GenerationId, OptionalInt> positions;

    /**
     * Over another view.
     *
     * @param positions jobs before a job, by pool and id; empty where unknown
     */
    public PlacedView(StatusView view, BiFunction<String, GenerationId, OptionalInt> positions) {
        this.view = view;
        this.positions = positions;
    }

    @Override
    public Optional<Known> find(String tenant, GenerationId id) {
        return view.find(tenant, id).map(this::placed);
    }

    @Override
    public CompletableFuture<Optional<Known>> seen(
            String tenant, GenerationId id, Duration patience) {
        return view.seen(tenant, id, patience).thenApply(known -> known.map(this::placed));
    }

    @Override
    public CompletableFuture<Optional<Known>> ended(
            String tenant, GenerationId id, Duration patience) {
        return view.ended(tenant, id, patience).thenApply(known -> known.map(this::placed));
    }

    @Override
    public Page list(String tenant, @Nullable Status status, int limit, @Nullable String cursor) {
        Page page = view.list(tenant, status, limit, cursor);
        return new Page(page.known().stream().map(this::placed).toList(), page.next());
    }

    @Override
    public CompletableFuture<Void> purge(String tenant, GenerationId id) {
        return view.purge(tenant, id);
    }

    private Known placed(Known known) {
        Generation generation = known.generation();
        Generation.Place place = generation.place();
        OptionalInt now = positions.apply(generation.subject().pool(), generation.subject().id());
        if (generation.status() != Status.QUEUED || place == null || now.isEmpty()) {
            return known;
        }
        var moved =
                new Generation(
                        generation.subject(),
                        generation.status(),
                        generation.origin(),
                        new Generation.Place(now.getAsInt(), place.expectedStart()),
                        generation.runs(),
                        generation.ending());
        return new Known(moved, known.firstEvent(), known.lastEvent());
    }
}
