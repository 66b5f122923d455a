package dev.sfumato.schemas.events;

import static dev.sfumato.schemas.events.LifecycleTest.A;
import static dev.sfumato.schemas.events.LifecycleTest.ACCEPTED;
import static dev.sfumato.schemas.events.LifecycleTest.AT;
import static dev.sfumato.schemas.events.LifecycleTest.B;
import static dev.sfumato.schemas.events.LifecycleTest.ERROR;
import static dev.sfumato.schemas.events.LifecycleTest.SUBJECT;
import static dev.sfumato.schemas.events.LifecycleTest.completed;
import static dev.sfumato.schemas.events.LifecycleTest.progress;
import static dev.sfumato.schemas.events.LifecycleTest.started;

import static org.assertj.core.api.Assertions.assertThat;

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

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Laws of the fold, over any interleaving of two runs with repeats; most hold over any log at all.
 */
final class LifecyclePropertiesTest {
    /** What admission says of a request whose model no worker has announced yet. */
    private static final Queued PARKED =
            new Queued(new Subject(SUBJECT.id(), SUBJECT.tenant(), ""), AT, 0, null);

    /** At-least-once: a reader that goes back in the log and reads on has the same state. */
    @Property(tries = 5000)
    void goingBackInTheLogChangesNothing(@ForAll long seed) {
        // Given
        var random = new SplittableRandom(seed);
        List<GenerationEvent> log = interleaving(random);
        @Nullable Generation once = fold(null, log);
        // When
        @Nullable Generation again = null;
        for (int i = 0; i < log.size(); i++) {
            again = Lifecycle.apply(again, log.get(i)).generation();
            if (random.nextInt(4) == 0) {
                again = fold(again, log.subList(random.nextInt(i + 1), i + 1));
            }
        }
        // Then
        assertThat(again).isEqualTo(once);
    }

    /** A repeat never counts, however late; so folding removes the repeats of at-least-once. */
    @Property(tries = 5000)
    void anEventThatCountedNeverCountsAgain(@ForAll("logs") List<GenerationEvent> log) {
        @Nullable Generation state = null;
        List<GenerationEvent> counted = new ArrayList<>();
        for (GenerationEvent event : log) {
            Step step = Lifecycle.apply(state, event);
            state = step.generation();
            if (step.counted()) {
                counted.add(event);
            }
            for (GenerationEvent earlier : counted) {
                assertThat(Lifecycle.apply(state, earlier)).isEqualTo(new Step(state, false));
            }
        }
    }

    /** A reader that joins with the state at any point ends where one from the start does. */
    @Property(tries = 2000)
    void countedEventsAloneGiveTheSameState(@ForAll("logs") List<GenerationEvent> log) {
        // Given
        @Nullable Generation state = null;
        List<GenerationEvent> counted = new ArrayList<>();
        for (GenerationEvent event : log) {
            Step step = Lifecycle.apply(state, event);
            state = step.generation();
            if (step.counted()) {
                counted.add(event);
            }
        }
        // When, Then
        assertThat(fold(null, counted)).isEqualTo(state);
    }

    @Property(tries = 5000)
    void terminalStatesAbsorb(
            @ForAll("logs") List<GenerationEvent> log, @ForAll("events") GenerationEvent later) {
        Generation end = fold(null, log);
        if (end != null && end.status().isTerminal()) {
            assertThat(Lifecycle.apply(end, later)).isEqualTo(new Step(end, false));
        }
    }

    @Property(tries = 5000)
    void progressNeverGoesBackWithinARun(@ForAll("logs") List<GenerationEvent> log) {
        @Nullable Generation before = null;
        for (GenerationEvent event : log) {
            @Nullable Generation after = Lifecycle.apply(before, event).generation();
            if (before != null && after != null && before.run() != null && same(before, after)) {
                assertThat(after.runs().step()).isGreaterThanOrEqualTo(before.runs().step());
            }
            before = after;
        }
    }

    /** The log's last {@code started} of a new run is the fence. */
    @Property(tries = 5000)
    void onlyTheCurrentRunIsHeard(
            @ForAll("logs") List<GenerationEvent> log, @ForAll("events") GenerationEvent event) {
        // Given
        Generation state = fold(null, log);
        UUID run = runOf(event);
        // When
        boolean counted = Lifecycle.apply(state, event).counted();
        // Then
        if (run != null && (state == null || !run.equals(state.run()))) {
            assertThat(counted).isFalse();
        }
    }

    @Property(tries = 2000)
    void completedCountsFromAnyRunUntilTheEnd(
            @ForAll("logs") List<GenerationEvent> log, @ForAll("runs") UUID run) {
        Generation state = fold(null, log);
        boolean over = state != null && state.status().isTerminal();
        assertThat(Lifecycle.apply(state, completed(run, 1)).counted()).isEqualTo(!over);
    }

    /**
     * What two runs, admission and dispatch may write, each in its own order, with repeats: a
     * worker says that a run started before it says anything else of it.
     */
    private static List<GenerationEvent> interleaving(SplittableRandom random) {
        List<Deque<GenerationEvent>> writers =
                List.of(
                        new ArrayDeque<>(
                                random.nextBoolean()
                                        ? List.of(PARKED, ACCEPTED)
                                        : List.of(ACCEPTED)),
                        new ArrayDeque<>(List.of(new Queued(SUBJECT, AT, 2, null))),
                        run(A, 1, random),
                        run(B, 2, random),
                        new ArrayDeque<>(
                                random.nextInt(8) == 0
                                        ? List.of(new Cancelled(SUBJECT, AT))
                                        : List.of()));
        List<GenerationEvent> log = new ArrayList<>();
        while (writers.stream().anyMatch(writer -> !writer.isEmpty())) {
            GenerationEvent next = writers.get(random.nextInt(writers.size())).poll();
            if (next != null) {
                log.add(next);
            }
            if (!log.isEmpty() && random.nextInt(5) == 0) {
                log.add(log.get(random.nextInt(log.size())));
            }
        }
        return log;
    }

    private static Deque<GenerationEvent> run(UUID run, int attempt, SplittableRandom random) {
        Deque<GenerationEvent> events = new ArrayDeque<>();
        events.add(started(run, attempt));
        for (int step = 1; step <= random.nextInt(6); step++) {
            events.add(progress(run, step));
        }
        switch (random.nextInt(4)) {
            case 0 -> events.add(completed(run, attempt));
            case 1 -> events.add(new Failed(SUBJECT, AT, run, ERROR));
            case 2 -> events.add(new Yielded(SUBJECT, AT, run, "drain"));
            default -> {
                // Killed: it says nothing more.
            }
        }
        return events;
    }

    /** Each reader of at-least-once delivery sees other repeats; all end in one state. */
    @Property(tries = 2000)
    void everyReaderEndsInTheSameState(@ForAll long seed) {
        // Given
        var random = new SplittableRandom(seed);
        List<GenerationEvent> log = interleaving(random);
        @Nullable Generation end = fold(null, log);
        for (int reader = 0; reader < 5; reader++) {
            // When
            int joins = random.nextInt(log.size() + 1);
            @Nullable Generation state = fold(null, log.subList(0, joins));
            for (int next = random.nextInt(joins + 1); next < log.size(); next++) {
                state = Lifecycle.apply(state, log.get(next)).generation();
                if (random.nextInt(3) == 0) {
                    next = Math.max(-1, next - 1 - random.nextInt(4));
                }
            }
            // Then
            assertThat(state).isEqualTo(end);
        }
    }

    @Provide
    Arbitrary<List<GenerationEvent>> logs() {
        return events().list().ofMaxSize(30);
    }

    /** Terminal events are rare, so that most logs get somewhere. */
    @Provide
    Arbitrary<GenerationEvent> events() {
        Arbitrary<GenerationEvent> working =
                Arbitraries.oneOf(
                        Arbitraries.just(ACCEPTED),
                        Arbitraries.just(PARKED),
                        Arbitraries.integers()
                                .between(0, 2)
                                .map(position -> new Queued(SUBJECT, AT, position, null)),
                        runs().map(run -> started(run, run.equals(A) ? 1 : 2)),
                        runs().flatMap(run -> steps().map(step -> progress(run, step))),
                        runs().map(run -> new Yielded(SUBJECT, AT, run, "drain")));
        Arbitrary<GenerationEvent> ending =
                Arbitraries.oneOf(
                        runs().map(run -> completed(run, 1)),
                        runs().injectNull(0.3).map(run -> new Failed(SUBJECT, AT, run, ERROR)),
                        Arbitraries.just(new Cancelled(SUBJECT, AT)),
                        Arbitraries.just(new Expired(SUBJECT, AT)),
                        Arbitraries.just(new Rejected(SUBJECT, AT, "order-17", ERROR)));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(30, working), net.jqwik.api.Tuple.of(1, ending));
    }

    @Provide
    Arbitrary<UUID> runs() {
        return Arbitraries.of(A, B);
    }

    private static Arbitrary<Integer> steps() {
        return Arbitraries.integers().between(1, 20);
    }

    private static boolean same(Generation before, Generation after) {
        return before.run() != null && before.run().equals(after.run());
    }

    /** The run that must be current for the event to count; null if it needn't. */
    private static @Nullable UUID runOf(GenerationEvent event) {
        return switch (event) {
            case Progress progress -> progress.runId();
            case Yielded yielded -> yielded.runId();
            case Failed failed -> failed.runId();
            case GenerationEvent.Accepted ignored -> null;
            case Queued ignored -> null;
            case Started ignored -> null;
            case Completed ignored -> null;
            case Cancelled ignored -> null;
            case Expired ignored -> null;
            case Rejected ignored -> null;
        };
    }

    private static @Nullable Generation fold(
            @Nullable Generation state, List<GenerationEvent> events) {
        for (GenerationEvent event : events) {
            state = Lifecycle.apply(state, event).generation();
        }
        return state;
    }
}
