package dev.sfumato.ingest.status;

import static dev.sfumato.ingest.Fixtures.NOW;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Lifecycle;
import dev.sfumato.schemas.events.Status;
import dev.sfumato.schemas.requests.Priority;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

class PlacedViewTest {

    private static final Job JOB = Fixtures.job(1, "a", Priority.STANDARD, 10);

    @Test
    void tellsWhereAWaitingGenerationStandsNow() {
        // Given
        var queued = new GenerationEvent.Queued(JOB.subject(), NOW, 7, null);
        StatusView view = new PlacedView(new One(fold(queued)), (pool, id) -> OptionalInt.of(3));
        // When
        Generation found = view.find("a", Fixtures.id(1)).orElseThrow().generation();
        // Then
        assertThat(found.place()).isEqualTo(new Generation.Place(3, null));
    }

    @Test
    void leavesAGenerationAloneThatDoesNotWait() {
        // Given
        Generation running =
                fold(
                        new GenerationEvent.Queued(JOB.subject(), NOW, 7, null),
                        Fixtures.started(JOB, Fixtures.run(1)));
        StatusView view = new PlacedView(new One(running), (pool, id) -> OptionalInt.of(3));
        // Then
        assertThat(view.find("a", Fixtures.id(1)).orElseThrow().generation()).isEqualTo(running);
    }

    private static Generation fold(GenerationEvent... events) {
        Generation generation = null;
        for (GenerationEvent event : events) {
            generation = Lifecycle.apply(generation, event).generation();
        }
        return Objects.requireNonNull(generation);
    }

    /** A view that knows one generation. */
    private record One(Generation generation) implements StatusView {

        @Override
        public Optional<Known> find(String tenant, GenerationId id) {
            return Optional.of(new Known(generation, "0-1", "0-2"));
        }

        @Override
        public CompletableFuture<Optional<Known>> seen(
                String tenant, GenerationId id, Duration patience) {
            return CompletableFuture.completedFuture(find(tenant, id));
        }

        @Override
        public CompletableFuture<Optional<Known>> ended(
                String tenant, GenerationId id, Duration patience) {
            return CompletableFuture.completedFuture(find(tenant, id));
        }

        @Override
        public Page list(
                String tenant, @Nullable Status status, int limit, @Nullable String cursor) {
            return new Page(find(tenant, generation.subject().id()).stream().toList(), null);
        }

        @Override
        public CompletableFuture<Void> purge(String tenant, GenerationId id) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
