package dev.sfumato.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Cancelled;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Expired;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Rejected;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;
import dev.sfumato.schemas.events.Lifecycle.Step;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Single steps of the fold; its laws are in {@link LifecyclePropertiesTest}. */
final class LifecycleTest {
    static final Subject SUBJECT =
            new Subject(new GenerationId(new UUID(0x7000, 0x8000)), "default", "cpu");
    static final Instant AT = Instant.parse("2026-11-23T18:00:00Z");
    static final UUID A = new UUID(0, 1);
    static final UUID B = new UUID(0, 2);
    static final GenerationError ERROR = new GenerationError("out_of_memory", "no room", true);

    @Test
    void goesFromAcceptedToCompleted() {
        // When
        Generation end =
                fold(
                        ACCEPTED,
                        new Queued(SUBJECT, AT, 3, AT.plusSeconds(9)),
                        started(A, 1),
                        progress(A, 1),
                        progress(A, 2),
                        completed(A, 1));
        // Then
        assertThat(end.status()).isEqualTo(Status.COMPLETED);
        assertThat(end.clientKey()).isEqualTo("order-17");
        assertThat(end.artifacts()).hasSize(1);
        assertThat(end.place()).isNull();
        assertThat(end.runs().step()).isEqualTo(end.runs().steps()).isEqualTo(20);
        assertThat(end.finishedAt()).isEqualTo(AT);
    }

    @Test
    void remembersItsPlaceOnlyWhileQueued() {
        // Given
        Generation queued = fold(ACCEPTED, new Queued(SUBJECT, AT, 3, null));
        // When
        Generation running = counted(queued, started(A, 1));
        // Then
        assertThat(queued.place()).isEqualTo(new Generation.Place(3, null));
        assertThat(running.place()).isNull();
    }

    @Test
    void isSeenWhileItWaitsForItsModel() {
        // Given
        Subject nowhere = new Subject(SUBJECT.id(), SUBJECT.tenant(), "");
        Generation parked = fold(new Queued(nowhere, AT, 0, null));
        // Then
        assertThat(parked.status()).isEqualTo(Status.QUEUED);
        assertThat(parked.place()).isNull();
        assertThat(parked.acceptedAt()).isEqualTo(AT);
        ignored(parked, new Queued(nowhere, AT, 0, null));
        // When
        Generation taken = counted(parked, ACCEPTED);
        // Then
        assertThat(taken.status()).isEqualTo(Status.QUEUED);
        assertThat(taken.clientKey()).isEqualTo("order-17");
        assertThat(counted(taken, new Queued(SUBJECT, AT, 3, null)).place())
                .isEqualTo(new Generation.Place(3, null));
        ignored(taken, new Queued(nowhere, AT, 0, null));
    }

    @Test
    void aSecondRunTakesOverAndTheFirstIsIgnored() {
        // Given
        Generation second = fold(ACCEPTED, started(A, 1), progress(A, 9), started(B, 2));
        // When, Then
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.runs().step()).isZero();
        ignored(second, progress(A, 10));
        ignored(second, new Yielded(SUBJECT, AT, A, "drain"));
        ignored(second, new Failed(SUBJECT, AT, A, ERROR));
        ignored(second, started(A, 1));
    }

    @Test
    void completesFromAnyRun() {
        Generation second = fold(ACCEPTED, started(A, 1), started(B, 2));
        assertThat(counted(second, completed(A, 1)).status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void failsFromTheCurrentRunOrFromDispatch() {
        Generation running = fold(ACCEPTED, started(A, 1));
        assertThat(counted(running, new Failed(SUBJECT, AT, A, ERROR)).error()).isEqualTo(ERROR);
        assertThat(counted(running, new Failed(SUBJECT, AT, null, ERROR)).error()).isEqualTo(ERROR);
    }

    @Test
    void waitsAgainWhenItsRunYields() {
        // When
        Generation yielded = fold(ACCEPTED, started(A, 1), new Yielded(SUBJECT, AT, A, "drain"));
        // Then
        assertThat(yielded.status()).isEqualTo(Status.QUEUED);
        assertThat(yielded.run()).isNull();
        ignored(yielded, progress(A, 5));
        ignored(yielded, started(A, 1));
    }

    @Test
    void everyTerminalStateAbsorbs() {
        List<GenerationEvent> terminals =
                List.of(
                        completed(A, 1),
                        new Failed(SUBJECT, AT, null, ERROR),
                        new Cancelled(SUBJECT, AT),
                        new Expired(SUBJECT, AT),
                        new Rejected(SUBJECT, AT, "order-17", ERROR));
        for (GenerationEvent first : terminals) {
            Generation end = fold(ACCEPTED, started(A, 1), first);
            terminals.forEach(second -> ignored(end, second));
            ignored(end, started(B, 2));
            ignored(end, ACCEPTED);
        }
    }

    @Test
    void acceptedCountsEvenBehindQueued() {
        // When
        Generation state = fold(new Queued(SUBJECT, AT, 0, null), ACCEPTED);
        // Then
        assertThat(state.status()).isEqualTo(Status.QUEUED);
        assertThat(state.clientKey()).isEqualTo("order-17");
    }

    @Test
    void aRejectedOneKeepsItsClientsKey() {
        Generation state = fold(new Rejected(SUBJECT, AT, "order-17", ERROR));
        assertThat(state.status()).isEqualTo(Status.REJECTED);
        assertThat(state.clientKey()).isEqualTo("order-17");
    }

    @Test
    void continuesWhereTheLogsBeginningHasExpired() {
        assertThat(fold(started(B, 2), progress(B, 3)).runs().step()).isEqualTo(3);
        assertThat(Lifecycle.apply(null, progress(B, 3))).isEqualTo(new Step(null, false));
    }

    @Test
    void previewsCountFromTheCurrentRunUntilTheEnd() {
        // Given
        Generation running = fold(ACCEPTED, started(A, 1), started(B, 2));
        // When, Then
        assertThat(Lifecycle.counts(running, preview(B))).isTrue();
        assertThat(Lifecycle.counts(running, preview(A))).isFalse();
        assertThat(Lifecycle.counts(null, preview(A))).isFalse();
        assertThat(Lifecycle.counts(counted(running, completed(B, 2)), preview(B))).isFalse();
    }

    @Test
    void remembersABoundedNumberOfRuns() {
        // Given
        Generation state = fold(ACCEPTED);
        // When
        for (int run = 1; run <= 100; run++) {
            state = counted(state, started(new UUID(1, run), run));
        }
        // Then
        assertThat(state.runs().past()).hasSize(32);
    }

    static final Accepted ACCEPTED =
            new Accepted(
                    SUBJECT,
                    AT,
                    new dev.sfumato.schemas.Samples(new java.util.SplittableRandom(1)).resolved(),
                    "order-17");

    static Started started(UUID run, int attempt) {
        return new Started(SUBJECT, AT, run, "worker-1", attempt, 0);
    }

    static Progress progress(UUID run, int step) {
        return new Progress(SUBJECT, AT, run, 1, step, 20, null);
    }

    static Completed completed(UUID run, int attempt) {
        var artifact = new Artifact("id", "image/png", 1, "id", 42, Map.of("width", 64));
        return new Completed(
                SUBJECT, AT, run, attempt, List.of(artifact), new Timings(1, 2, 3, 4, 10));
    }

    private static Preview preview(UUID run) {
        return new Preview(SUBJECT, AT, run, 1, 0, "image/webp", new byte[0]);
    }

    private static Generation fold(GenerationEvent... events) {
        Generation state = null;
        for (GenerationEvent event : events) {
            state = counted(state, event);
        }
        if (state == null) {
            throw new AssertionError("no events");
        }
        return state;
    }

    private static Generation counted(@Nullable Generation state, GenerationEvent event) {
        Step step = Lifecycle.apply(state, event);
        assertThat(step.counted()).as(event.toString()).isTrue();
        Generation next = step.generation();
        if (next == null) {
            throw new AssertionError("counted, but no state");
        }
        return next;
    }

    private static void ignored(Generation state, GenerationEvent event) {
        assertThat(Lifecycle.apply(state, event)).isEqualTo(new Step(state, false));
    }
}
