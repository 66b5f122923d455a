package dev.sfumato.ingest.dispatch;

import static dev.sfumato.ingest.Fixtures.NOW;
import static dev.sfumato.ingest.Fixtures.POOL;
import static dev.sfumato.ingest.Fixtures.heartbeat;
import static dev.sfumato.ingest.Fixtures.id;
import static dev.sfumato.ingest.Fixtures.job;
import static dev.sfumato.ingest.Fixtures.run;
import static dev.sfumato.ingest.Fixtures.started;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.requests.Priority;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class FairQueueTest {

    private final Pool pool = new Pool(Rules.DEFAULT);

    @Test
    void holdsJobsWhileNoWorkerLives() {
        // When
        List<Decision> decisions = pool.admit(standard(1));
        // Then
        assertThat(decisions)
                .containsExactly(
                        new Decision.Publish(
                                new GenerationEvent.Queued(standard(1).subject(), NOW, 0, null)));
    }

    @Test
    void releasesAtOnceWhenAWorkerBringsSlots() {
        // Given
        pool.admit(standard(1));
        // When
        List<Decision> decisions = pool.worker("w1", 1);
        // Then
        assertThat(decisions).containsExactly(new Decision.Release(standard(1)));
    }

    @Test
    void keepsReleasedJobsWithinAQuarterMoreThanTheSlots() {
        // Given
        pool.worker("w1", 4);
        // When
        IntStream.range(0, 20).forEach(n -> pool.admit(standard(n)));
        // Then
        assertThat(pool.released()).hasSize(5);
        assertThat(pool.queue().snapshot(NOW).backlog()).isEqualTo(15);
    }

    @Test
    void tellsThePositionInOrderOfRelease() {
        // Given
        pool.admit(job(1, "a", Priority.BATCH, 10));
        pool.admit(job(2, "a", Priority.BATCH, 10));
        // When
        pool.admit(job(3, "b", Priority.INTERACTIVE, 10));
        // Then
        assertThat(pool.published())
                .map(event -> ((GenerationEvent.Queued) event).position())
                .containsExactly(0, 1, 0);
        assertThat(pool.queue().order())
                .extracting(FairOrder.Item::id)
                .containsExactly(id(3), id(1), id(2));
    }

    @Test
    void givesAWaitingTenantItsTurnDespiteAFlood() {
        // Given
        IntStream.range(0, 500).forEach(n -> pool.admit(job(n, "a", Priority.STANDARD, 10)));
        IntStream.range(500, 505).forEach(n -> pool.admit(job(n, "b", Priority.STANDARD, 10)));
        // When
        pool.worker("w1", 1);
        while (pool.released().size() < 12) {
            pool.completeOldest();
        }
        // Then
        assertThat(pool.released()).contains(id(500), id(501), id(502), id(503), id(504));
    }

    @Test
    void cancelsAWaitingJobAtOnce() {
        // Given
        pool.admit(standard(1));
        // When
        List<Decision> decisions = pool.cancel(standard(1).subject());
        // Then
        assertThat(decisions)
                .containsExactly(
                        new Decision.Publish(
                                new GenerationEvent.Cancelled(standard(1).subject(), NOW)));
        assertThat(pool.worker("w1", 1)).isEmpty();
    }

    @Test
    void cancelsAReleasedJobAtOnceAndStopsItsWorker() {
        // Given
        pool.worker("w1", 1);
        pool.admit(standard(1));
        pool.observe(started(standard(1), run(1)));
        // When
        List<Decision> decisions = pool.cancel(standard(1).subject());
        // Then
        assertThat(decisions)
                .containsExactly(
                        new Decision.Publish(
                                new GenerationEvent.Cancelled(standard(1).subject(), NOW)),
                        new Decision.Stop(new CancelJob(id(1), NOW)));
    }

    @Test
    void remembersACancelThatComesFirst() {
        // Given
        pool.worker("w1", 1);
        pool.cancel(standard(1).subject());
        // When
        List<Decision> decisions = pool.admit(standard(1));
        // Then
        assertThat(decisions)
                .containsExactly(
                        new Decision.Publish(
                                new GenerationEvent.Cancelled(standard(1).subject(), NOW)));
    }

    @Test
    void forgetsACancelOfTheUnknownAfterTenMinutes() {
        // Given
        pool.worker("w1", 1);
        pool.cancel(standard(1).subject());
        pool.tick(Duration.ofMinutes(10));
        // When
        pool.worker("w1", 1);
        pool.admit(standard(1));
        // Then
        assertThat(pool.released()).containsExactly(id(1));
    }

    @Test
    void expiresWaitingAndReleasedJobsAtTheirDeadline() {
        // Given
        pool.worker("w1", 0);
        pool.admit(job(1, "a", Priority.STANDARD, 1, NOW.plusSeconds(5)));
        pool.worker("w1", 1);
        pool.admit(job(2, "a", Priority.STANDARD, 1, NOW.plusSeconds(5)));
        pool.admit(job(3, "a", Priority.STANDARD, 1, NOW.plusSeconds(5)));
        // When
        List<Decision> decisions = pool.tick(Duration.ofSeconds(5));
        // Then
        assertThat(decisions)
                .filteredOn(decision -> decision instanceof Decision.Publish)
                .extracting(decision -> ((Decision.Publish) decision).event().subject().id())
                .containsExactlyInAnyOrder(id(1), id(2), id(3));
        assertThat(pool.queue().snapshot(NOW).outstanding()).isZero();
    }

    @Test
    void holdsATenantToItsConcurrency() {
        // Given
        Rules rules = rules(Map.of("a", new TenantPolicy(1, 2, 100)), 100);
        Pool limited = new Pool(rules);
        limited.worker("w1", 8);
        // When
        IntStream.range(0, 5).forEach(n -> limited.admit(standard(n)));
        limited.admit(job(9, "b", Priority.STANDARD, 1));
        // Then
        assertThat(limited.released()).containsExactly(id(0), id(1), id(9));
    }

    @Test
    void refusesMoreThanTheBacklog() {
        // Given
        Pool small = new Pool(rules(Map.of(), 2));
        small.admit(standard(1));
        small.admit(standard(2));
        // When
        List<Decision> decisions = small.admit(standard(3));
        // Then
        assertThat(decisions)
                .containsExactly(
                        new Decision.Publish(
                                new GenerationEvent.Rejected(
                                        standard(3).subject(),
                                        NOW,
                                        null,
                                        new GenerationError(
                                                "overloaded",
                                                "the pool's queue is full: 2 jobs wait",
                                                true))));
    }

    @Test
    void refusesMoreThanTheTenantMayQueue() {
        // Given
        Pool small = new Pool(rules(Map.of("a", new TenantPolicy(1, 1, 1)), 100));
        small.admit(standard(1));
        // When
        small.admit(standard(2));
        // Then
        assertThat(small.published().getLast())
                .isInstanceOfSatisfying(
                        GenerationEvent.Rejected.class,
                        rejected ->
                                assertThat(rejected.error().code()).isEqualTo("quota_exceeded"));
    }

    @Test
    void failsAJobAtItsFourthStartWithoutAYield() {
        // Given
        pool.worker("w1", 1);
        pool.admit(standard(1));
        IntStream.range(0, 3).forEach(n -> pool.observe(started(standard(1), run(n))));
        // When
        List<Decision> decisions = pool.observe(started(standard(1), run(3)));
        // Then
        assertThat(decisions).hasSize(3);
        assertThat(decisions.getFirst())
                .isEqualTo(
                        new Decision.Bury(
                                standard(1),
                                "crash_loop",
                                "4 runs started and neither yielded nor ended"));
        assertThat(pool.published().getLast())
                .isInstanceOfSatisfying(
                        GenerationEvent.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("crash_loop"));
        assertThat(decisions.getLast()).isEqualTo(new Decision.Stop(new CancelJob(id(1), NOW)));
    }

    @Test
    void countsNoCrashWhereRunsYielded() {
        // Given
        pool.worker("w1", 1);
        pool.admit(standard(1));
        // When
        for (int n = 0; n < 10; n++) {
            pool.observe(started(standard(1), run(n)));
            pool.observe(
                    new GenerationEvent.Yielded(standard(1).subject(), NOW, run(n), "drained"));
        }
        // Then
        assertThat(pool.published()).hasSize(1);
    }

    @Test
    void ignoresTheFailureOfAnEarlierRun() {
        // Given
        pool.worker("w1", 1);
        pool.admit(standard(1));
        pool.observe(started(standard(1), run(1)));
        pool.observe(started(standard(1), run(2)));
        // When
        pool.observe(failed(standard(1), 1));
        // Then
        assertThat(pool.queue().snapshot(NOW).outstanding()).isEqualTo(1);
        // When
        pool.observe(failed(standard(1), 2));
        // Then
        assertThat(pool.queue().snapshot(NOW).outstanding()).isZero();
    }

    @Test
    void releasesALostJobAgainAfterAMinuteWithAFreeSlot() {
        // Given
        pool.worker("w1", 1);
        pool.admit(standard(1));
        pool.tick(Duration.ofSeconds(1));
        // When
        for (int second = 0; second < 59; second++) {
            pool.worker("w1", 1);
            pool.tick(Duration.ofSeconds(1));
        }
        assertThat(pool.released()).hasSize(1);
        pool.worker("w1", 1);
        pool.tick(Duration.ofSeconds(1));
        // Then
        assertThat(pool.decisions.getLast())
                .isEqualTo(
                        new Decision.Release(
                                new Job(standard(1).subject(), standard(1).request(), NOW, 17)));
    }

    @Test
    void keepsAJobThatAWorkerNamesOrThatNobodyCouldTake() {
        // Given
        pool.worker("w1", 1);
        pool.admit(standard(1));
        pool.admit(standard(2));
        // When
        for (int second = 0; second < 300; second++) {
            pool.worker(heartbeat("w1", 1, List.of(id(1))));
            pool.tick(Duration.ofSeconds(1));
        }
        // Then
        assertThat(pool.released()).containsExactly(id(1), id(2));
    }

    @Test
    void pausesAndResumes() {
        // Given
        pool.worker("w1", 1);
        pool.send(new DispatchMessage.Switched(POOL, true, NOW));
        // When
        pool.admit(standard(1));
        // Then
        assertThat(pool.released()).isEmpty();
        assertThat(pool.queue().snapshot(NOW).paused()).isTrue();
        // When
        pool.send(new DispatchMessage.Switched(POOL, false, NOW));
        // Then
        assertThat(pool.released()).containsExactly(id(1));
    }

    @Test
    void forgetsWorkersThatFallSilent() {
        // Given
        pool.worker("w1", 2);
        // When
        pool.tick(Duration.ofSeconds(16));
        // Then
        assertThat(pool.queue().snapshot(NOW).slots()).isZero();
    }

    @Test
    void forgetsADeadWorkerThoughTheClockWentBack() {
        // Given
        pool.tick(Duration.ofHours(5));
        pool.worker("w1", 2);
        // When
        pool.tick(Duration.ofHours(-5));
        pool.tick(Duration.ofSeconds(16));
        // Then
        assertThat(pool.queue().snapshot(NOW).slots()).isZero();
    }

    @Test
    void aJumpingClockReleasesNothingTwice() {
        // Given
        pool.worker("w1", 1);
        pool.admit(standard(1));
        pool.admit(standard(2));
        pool.admit(standard(3));
        // When: each jump is less than a deadline away
        for (int n = 0; n < 20; n++) {
            pool.tick(Duration.ofHours(n % 2 == 0 ? 20 : -20));
            pool.worker("w1", 1);
        }
        // Then
        assertThat(pool.released()).containsExactly(id(1), id(2));
        // When
        pool.completeOldest();
        // Then
        assertThat(pool.released()).containsExactly(id(1), id(2), id(3));
    }

    @Test
    void saysAgainWhatWasNotHeardBeforeARestart() {
        // Given
        pool.admit(standard(1));
        pool.admit(standard(2));
        pool.cancel(standard(1).subject());
        pool.cancel(standard(2).subject());
        pool.observe(new GenerationEvent.Cancelled(standard(2).subject(), NOW));
        // When
        List<Decision> decisions = pool.restart();
        // Then
        assertThat(decisions)
                .contains(
                        new Decision.Publish(
                                new GenerationEvent.Cancelled(standard(1).subject(), NOW)))
                .doesNotContain(
                        new Decision.Publish(
                                new GenerationEvent.Cancelled(standard(2).subject(), NOW)));
    }

    @Test
    void estimatesTheStartFromWhatFinished() {
        // Given
        pool.worker("w1", 1);
        pool.admit(job(1, "a", Priority.STANDARD, 100));
        pool.completeOldest();
        pool.admit(job(2, "a", Priority.STANDARD, 100));
        pool.admit(job(3, "a", Priority.STANDARD, 100));
        // When
        pool.admit(job(4, "a", Priority.STANDARD, 100));
        // Then
        assertThat(pool.published().getLast())
                .isEqualTo(
                        new GenerationEvent.Queued(
                                standard(4).subject(), NOW, 0, NOW.plusMillis(100)));
    }

    private static GenerationEvent.Failed failed(Job job, int run) {
        return new GenerationEvent.Failed(
                job.subject(), NOW, run(run), new GenerationError("device_lost", "gone", true));
    }

    private static Job standard(int n) {
        return job(n, "a", Priority.STANDARD, 10);
    }

    private static Rules rules(Map<String, TenantPolicy> tenants, int backlog) {
        return new Rules(
                tenants,
                TenantPolicy.OPEN,
                backlog,
                Rules.DEFAULT.liveness(),
                Rules.DEFAULT.lostAfter(),
                Rules.DEFAULT.memory(),
                Rules.DEFAULT.crashes());
    }
}
