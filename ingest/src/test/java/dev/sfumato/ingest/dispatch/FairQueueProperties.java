package dev.sfumato.ingest.dispatch;

import static dev.sfumato.ingest.Fixtures.NOW;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.requests.Priority;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

class FairQueueProperties {

    private static final List<String> TENANTS = List.of("a", "b", "c");
    private static final List<Priority> CLASSES = List.of(Priority.values());
    private static final double MOST = 10;

    /** A tenant with every kind of limit. */
    private static final Rules LIMITED =
            rules(Map.of("a", new TenantPolicy(2, 2, 3, new Quota(1, 20))));

    /** One thing that happens to a pool; the numbers choose what, to whom and how much. */
    private record Move(int kind, int tenant, int priority, int amount) {}

    @Property(tries = 1000)
    void everyClassGetsItsShareWhateverJobsCost(
            @ForAll @Size(9) List<@IntRange(min = 1, max = 10) Integer> largest,
            @ForAll Random random) {
        // Given
        Pool pool = new Pool(Rules.DEFAULT);
        Backlog backlog = new Backlog(pool, largest, random, flow -> flow.tenant().equals("a"));
        // When
        backlog.keepFullUntilEveryFlowHasDone(40 * MOST);
        // Then
        for (Priority priority : Priority.values()) {
            double share = backlog.done(priority) / backlog.done();
            assertThat(share / (FairOrder.weight(priority) / 21)).isBetween(0.95, 1.05);
        }
    }

    @Property(tries = 1000)
    void everyTenantGetsItsShareOfItsClassWhateverJobsCost(
            @ForAll Priority priority,
            @ForAll @Size(3) List<@IntRange(min = 1, max = 5) Integer> weights,
            @ForAll @Size(9) List<@IntRange(min = 1, max = 10) Integer> largest,
            @ForAll Random random) {
        // Given
        Map<String, TenantPolicy> policies = new HashMap<>();
        for (int t = 0; t < 3; t++) {
            policies.put(TENANTS.get(t), new TenantPolicy(weights.get(t), 1000, 1000));
        }
        Pool pool = new Pool(rules(policies));
        Backlog backlog = new Backlog(pool, largest, random, flow -> flow.priority() == priority);
        // When
        backlog.keepFullUntilEveryFlowHasDone(40 * MOST);
        // Then
        double sum = weights.stream().mapToInt(Integer::intValue).sum();
        for (int t = 0; t < 3; t++) {
            double share = backlog.done(new Flow(priority, TENANTS.get(t))) / backlog.done();
            assertThat(share / (weights.get(t) / sum)).isBetween(0.95, 1.05);
        }
    }

    @Property(tries = 1000)
    void nothingStarvesWhileTheOtherClassesNeverRunDry(
            @ForAll @Size(9) List<@IntRange(min = 1, max = 10) Integer> largest,
            @ForAll @IntRange(min = 1, max = 8) int jobs,
            @ForAll @IntRange(min = 0, max = 50) int before,
            @ForAll Random random) {
        // Given
        Pool pool = new Pool(Rules.DEFAULT);
        Backlog backlog =
                new Backlog(pool, largest, random, flow -> flow.priority() != Priority.BATCH);
        for (int n = 0; n < before; n++) {
            backlog.completeOne();
        }
        double interactiveBefore = backlog.done(Priority.INTERACTIVE);
        List<GenerationId> last = new ArrayList<>();
        double batch = 0;
        for (int n = 0; n < jobs; n++) {
            double cost = 1 + random.nextInt((int) MOST);
            batch += cost;
            Job job = Fixtures.job(1_000_000 + n, "late", Priority.BATCH, cost);
            pool.admit(job);
            last.add(job.subject().id());
        }
        // When
        while (!pool.released().containsAll(last)) {
            backlog.completeOne();
            // Then: the bound of start-time fair queueing for the work of a class of weight 16
            assertThat(backlog.done(Priority.INTERACTIVE) - interactiveBefore)
                    .isLessThanOrEqualTo(16 * (batch + MOST) + 3 * MOST);
        }
    }

    @Property(tries = 1000)
    void noTenantStarvesHoweverManyOthersFlood(
            @ForAll @IntRange(min = 1, max = 12) int others,
            @ForAll @IntRange(min = 1, max = 4) int weight,
            @ForAll @IntRange(min = 1, max = 6) int jobs,
            @ForAll @IntRange(max = 60) int before,
            @ForAll Random random) {
        // Given: tenants that always have work waiting, and one that comes late
        Map<String, TenantPolicy> policies = new HashMap<>();
        for (int t = 0; t < others; t++) {
            policies.put("flood-" + t, new TenantPolicy(weight, 1000, 1000));
        }
        Pool pool = new Pool(rules(policies));
        pool.worker("w1", 1);
        Flood flood = new Flood(pool, policies.keySet(), random);
        for (int n = 0; n < before; n++) {
            flood.completeOne();
        }
        double doneBefore = flood.done();
        double late = 0;
        List<GenerationId> last = new ArrayList<>();
        for (int n = 0; n < jobs; n++) {
            double cost = 1 + random.nextInt((int) MOST);
            late += cost;
            Job job = Fixtures.job(2_000_000 + n, "late", Priority.STANDARD, cost);
            pool.admit(job);
            last.add(job.subject().id());
        }
        // When
        while (!pool.released().containsAll(last)) {
            flood.completeOne();
            // Then: each of the others does its weight's share of work, and one job more
            assertThat(flood.done() - doneBefore)
                    .isLessThanOrEqualTo(others * (weight * (late + MOST) + MOST) + 3 * MOST);
        }
    }

    @Property(tries = 1000)
    void aCancelledJobLeavesNoDebt(
            @ForAll @Size(min = 5, max = 60) List<@IntRange(max = 9999) Integer> numbers) {
        // Given
        Pool pool = new Pool(Rules.DEFAULT);
        Pool without = new Pool(Rules.DEFAULT);
        List.of(pool, without).forEach(each -> each.worker("w1", 2));
        List<Job> extras = new ArrayList<>();
        // When
        for (int n = 0; n < numbers.size(); n++) {
            Move move = move(numbers.get(n));
            Job job = job(n, move);
            switch (move.kind()) {
                case 0, 1, 2 -> List.of(pool, without).forEach(each -> each.admit(job));
                case 3, 4 -> {
                    if (pool.running.size() == Rules.window(2)) {
                        pool.admit(job);
                        extras.add(job);
                    }
                }
                default -> {
                    extras.forEach(extra -> pool.cancel(extra.subject()));
                    extras.clear();
                    List.of(pool, without).forEach(Pool::completeOldest);
                }
            }
        }
        extras.forEach(extra -> pool.cancel(extra.subject()));
        drain(pool);
        drain(without);
        // Then
        assertThat(pool.released()).isEqualTo(without.released());
    }

    @Property(tries = 1000)
    void aJobCancelledBeforeItStartedGivesBackWhatItWasCharged(
            @ForAll @IntRange(min = 1, max = 10) int cost,
            @ForAll @IntRange(min = 1, max = 5) int weight) {
        // Given
        Rules rules = rules(Map.of("a", new TenantPolicy(weight, 9, 9)));
        Pool pool = new Pool(rules);
        pool.worker("w1", 1);
        Job job = Fixtures.job(1, "a", Priority.STANDARD, cost);
        pool.admit(job);
        // When
        pool.cancel(job.subject());
        // Then
        assertThat(pool.saved().finishes().get(new Flow(Priority.STANDARD, "a"))).isZero();
        assertThat(pool.saved().tags().of(Priority.STANDARD).finish()).isZero();
    }

    @Property(tries = 1000)
    void anyRestartPointGivesTheSameOrder(
            @ForAll @Size(min = 5, max = 60) List<@IntRange(max = 9999) Integer> numbers,
            @ForAll @IntRange(max = 59) int restart) {
        // Given
        Pool steady = new Pool(LIMITED);
        Pool restarted = new Pool(LIMITED);
        int at = restart % numbers.size();
        // When
        for (int n = 0; n < numbers.size(); n++) {
            play(steady, n, move(numbers.get(n)));
            play(restarted, n, move(numbers.get(n)));
            if (n == at) {
                restarted.restart();
                steady.worker("w1", 2);
                restarted.worker("w1", 2);
            }
        }
        drain(steady);
        drain(restarted);
        // Then
        assertThat(restarted.released()).isEqualTo(steady.released());
        assertThat(restarted.queue().order()).isEqualTo(steady.queue().order());
    }

    /** Every restart reads what the one before it has written, as bytes. */
    @Property(tries = 1000)
    void restartingAfterEachMoveGivesTheSameOrder(
            @ForAll @Size(min = 5, max = 40) List<@IntRange(max = 9999) Integer> numbers) {
        // Given
        Pool steady = new Pool(LIMITED);
        Pool restarted = new Pool(LIMITED);
        // When
        for (int n = 0; n < numbers.size(); n++) {
            play(steady, n, move(numbers.get(n)));
            play(restarted, n, move(numbers.get(n)));
            restarted.restart();
            steady.worker("w1", 2);
            restarted.worker("w1", 2);
        }
        drain(steady);
        drain(restarted);
        // Then
        assertThat(restarted.released()).isEqualTo(steady.released());
    }

    @Property(tries = 1000)
    void aReplayReleasesNothingTwice(
            @ForAll @Size(min = 5, max = 60) List<@IntRange(max = 9999) Integer> numbers,
            @ForAll @IntRange(max = 59) int from) {
        // Given
        Pool pool = new Pool(Rules.DEFAULT);
        List<DispatchMessage> log = new ArrayList<>();
        for (int n = 0; n < numbers.size(); n++) {
            log.addAll(play(pool, n, move(numbers.get(n))));
        }
        Set<GenerationId> before = new HashSet<>(pool.released());
        pool.restart();
        pool.decisions.clear();
        // When
        log.subList(Math.min(from, log.size()), log.size()).forEach(pool::send);
        // Then
        assertThat(pool.released()).doesNotHaveDuplicates().noneMatch(before::contains);
    }

    @Property(tries = 1000)
    void theWindowAndEveryConcurrencyHold(
            @ForAll @Size(min = 5, max = 80) List<@IntRange(max = 9999) Integer> numbers,
            @ForAll @IntRange(min = 1, max = 4) int concurrency) {
        // Given
        Pool pool = new Pool(rules(Map.of("a", new TenantPolicy(1, concurrency, 1000))));
        for (int n = 0; n < numbers.size(); n++) {
            int released = pool.released().size();
            // When
            play(pool, n, move(numbers.get(n)));
            // Then
            if (pool.released().size() > released) {
                int slots = pool.queue().snapshot(NOW).slots();
                assertThat(pool.running.size()).isLessThanOrEqualTo((int) Math.ceil(slots * 1.25));
                assertThat(
                                pool.running.values().stream()
                                        .filter(job -> job.subject().tenant().equals("a"))
                                        .count())
                        .isLessThanOrEqualTo(concurrency);
            }
        }
    }

    private static Move move(int number) {
        return new Move(number % 10, number / 10 % 3, number / 100 % 3, 1 + number / 1000);
    }

    private static Job job(int n, Move move) {
        return Fixtures.job(
                n, TENANTS.get(move.tenant()), CLASSES.get(move.priority()), move.amount());
    }

    /** Plays one move and returns the messages it sent. */
    private static List<DispatchMessage> play(Pool pool, int n, Move move) {
        return switch (move.kind()) {
            case 0, 1, 2, 3 -> send(pool, new DispatchMessage.Admitted(job(n, move)));
            case 4 -> send(pool, alive(move.amount() % 4));
            case 5 -> {
                Job target = job(Math.max(0, n - move.amount()), move);
                yield send(pool, new DispatchMessage.Withdrawn(target.subject(), NOW));
            }
            case 6 -> {
                pool.tick(Duration.ofMillis(move.amount() * 100L));
                yield List.of();
            }
            case 7 -> {
                if (pool.running.isEmpty()) {
                    yield List.of();
                }
                Job oldest = pool.running.values().iterator().next();
                UUID run = Fixtures.run(n % 3);
                yield send(
                        pool,
                        new DispatchMessage.Observed(
                                move.amount() % 2 == 0
                                        ? Fixtures.started(oldest, run)
                                        : new GenerationEvent.Yielded(
                                                oldest.subject(), NOW, run, "drained")));
            }
            default -> {
                if (pool.running.isEmpty()) {
                    yield List.of();
                }
                Job oldest = pool.running.values().iterator().next();
                pool.running.remove(oldest.subject().id());
                GenerationEvent ended = Fixtures.completed(oldest, Fixtures.run(1));
                yield send(pool, new DispatchMessage.Observed(ended));
            }
        };
    }

    private static DispatchMessage alive(int slots) {
        return new DispatchMessage.Alive(Fixtures.heartbeat("w1", slots, List.of()));
    }

    private static List<DispatchMessage> send(Pool pool, DispatchMessage message) {
        pool.send(message);
        return List.of(message);
    }

    private static void drain(Pool pool) {
        pool.worker("w1", 2);
        while (pool.completeOldest()) {
            pool.worker("w1", 2);
        }
    }

    private static Rules rules(Map<String, TenantPolicy> tenants) {
        return new Rules(
                tenants,
                TenantPolicy.OPEN,
                100_000,
                Rules.DEFAULT.liveness(),
                Rules.DEFAULT.lostAfter(),
                Rules.DEFAULT.memory(),
                Rules.DEFAULT.crashes());
    }
}
