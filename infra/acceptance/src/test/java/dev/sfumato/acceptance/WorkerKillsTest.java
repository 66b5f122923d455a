package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.GenerationEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Workers that are killed at random moments, under load: everything ends once, and as if nothing
 * had happened.
 */
final class WorkerKillsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int KILLS = Mode.choose(2, 10);
    private static final int PER_KILL = Mode.choose(5, 6);
    private static final int BACKLOG = 6;
    private static final int MOST_RUNS = 2;
    private static final long SEED = Long.getLong("sfumato.seed", System.nanoTime());
    private static final Map<String, String> SETTINGS =
            Map.of("SFUMATO_WORKER_CHECKPOINT_INTERVAL", "500ms");

    private final Random random = new Random(SEED);
    private final String[] names = {"worker-0", "worker-1"};
    private final Command[] workers = new Command[2];
    @TempDir private Path folder;
    private Fleet fleet;
    private int started = 2;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        fleet = Fleet.start(folder);
        for (int i = 0; i < 2; i++) {
            workers[i] = fleet.worker(names[i], SETTINGS);
        }
        fleet.client("anna").awaitModel("landscape");
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void everythingEndsOnceAsIfNothingHadHappened() throws Exception {
        // Given
        List<MixedRequests.Asked> asked = MixedRequests.of(fleet, KILLS * PER_KILL, random);
        List<String> ids = new ArrayList<>();
        // When
        for (MixedRequests.Asked each : asked) {
            if (ids.size() % PER_KILL == 0 && !ids.isEmpty()) {
                killOne(ids);
            }
            ids.add(fleet.client(each.tenant()).submit(each.body()));
        }
        killOne(ids);
        Map<String, Integer> results = Finished.results(fleet, ids, PATIENCE);
        // Then
        assertThat(results).as("seed %d", SEED).hasSize(ids.size());
        assertThat(results.values()).as("seed %d", SEED).containsOnly(1);
        List<byte[]> pictures = Finished.pictures(fleet, asked, ids);
        workers[1].close();
        int[] differences = Finished.compare(pictures, Finished.undisturbed(fleet, asked));
        assertThat(differences[0]).as("seed %d", SEED).isLessThanOrEqualTo(1);
        List<GenerationEvent.Started> runs =
                ids.stream().flatMap(id -> Told.starts(fleet.told(), id).stream()).toList();
        long resumed = runs.stream().filter(run -> run.step() > 0).count();
        report(ids, runs, resumed, differences);
        assertThat(resumed).as("seed %d", SEED).isPositive();
    }

    /**
     * Kills a worker that has something in hand, and starts another one. A job that dies with its
     * worker for the fourth time counts as poison and fails, so none is made to die that often.
     */
    private void killOne(List<String> ids) throws Exception {
        int first = random.nextInt(2);
        List<GenerationEvent> told =
                fleet.until(
                        all ->
                                ids.size() - Told.ended(all).size() <= BACKLOG
                                        && (isVictim(all, 0) || isVictim(all, 1)),
                        PATIENCE);
        int which = isVictim(told, first) ? first : 1 - first;
        fleet.rest(Duration.ofMillis(random.nextInt(1_500)));
        workers[which].kill();
        names[which] = "worker-" + started++;
        workers[which] = fleet.worker(names[which], SETTINGS);
    }

    private boolean isVictim(List<GenerationEvent> told, int which) {
        Set<String> running = Told.running(told, names[which]);
        return !running.isEmpty()
                && running.stream().allMatch(id -> Told.starts(told, id).size() <= MOST_RUNS);
    }

    private static void report(
            List<String> ids, List<GenerationEvent.Started> runs, long resumed, int[] differences) {
        Mode.report(
                ("kills: seed %d, %d kills, %d generations in %d runs, of which %d went on from a"
                     + " checkpoint; identical pictures %d, largest difference %d of 255")
                        .formatted(
                                SEED,
                                KILLS,
                                ids.size(),
                                runs.size(),
                                resumed,
                                differences[1],
                                differences[0]));
    }
}
