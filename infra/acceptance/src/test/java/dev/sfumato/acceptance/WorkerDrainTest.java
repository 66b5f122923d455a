package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.GenerationEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A worker that is told to stop with four runs in hand. */
final class WorkerDrainTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int STEPS = Mode.choose(100, 150);
    private static final int REACHED = Mode.choose(2, 20);

    @TempDir private Path folder;
    private Fleet fleet;

    @BeforeEach
    void start() throws IOException {
        fleet = Fleet.start(folder);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void itsRunsGoOnElsewhereFromWhereTheyWere() throws Exception {
        // Given
        List<MixedRequests.Asked> asked = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        Map<String, String> settings = Map.of("SFUMATO_WORKER_CHECKPOINT_INTERVAL", "1h");
        Command first = fleet.worker("first", settings);
        fleet.client("anna").awaitModel("landscape");
        assertThat(isHealthy(first)).isTrue();
        for (String tenant : Fleet.TENANTS) {
            asked.add(new MixedRequests.Asked(tenant, body(ids.size())));
            ids.add(fleet.client(tenant).submit(asked.getLast().body()));
        }
        fleet.until(told -> Told.reached(told, ids, REACHED), PATIENCE);
        Command second = fleet.worker("second", settings);
        // When
        Duration stopping = first.terminate();
        List<GenerationEvent> atEnd = fleet.told();
        Map<String, Integer> results = Finished.results(fleet, ids, PATIENCE);
        // Then
        assertThat(stopping).isLessThan(GRACE);
        assertThat(second.isAlive()).isTrue();
        assertThat(results).hasSize(4);
        assertThat(results.values()).containsOnly(1);
        List<GenerationEvent> told = fleet.told();
        for (String id : ids) {
            List<GenerationEvent.Started> runs = Told.starts(told, id);
            List<String> workers = runs.stream().map(GenerationEvent.Started::worker).toList();
            assertThat(workers.getFirst()).isEqualTo("first");
            // More than one where the machine is so busy that a lock isn't renewed in time.
            assertThat(workers.subList(1, workers.size())).isNotEmpty().containsOnly("second");
            assertThat(runs.get(1).step()).isPositive();
            assertThat(Told.step(Told.of(atEnd, runs.getFirst().runId()), id))
                    .isEqualTo(runs.get(1).step());
        }
        List<byte[]> pictures = Finished.pictures(fleet, asked, ids);
        int[] differences = Finished.compare(pictures, Finished.undisturbed(fleet, asked));
        assertThat(differences[0]).isLessThanOrEqualTo(1);
        Mode.report(
                ("drain: stopped within %d ms, went on at steps %s of %d; identical pictures %d of"
                                + " 4, largest difference %d of 255")
                        .formatted(
                                stopping.toMillis(),
                                ids.stream()
                                        .map(id -> Told.starts(told, id).get(1).step())
                                        .toList(),
                                STEPS,
                                differences[1],
                                differences[0]));
    }

    /** Says of itself that it lives, is ready, and has no run in hand. */
    private static boolean isHealthy(Command worker) throws IOException, InterruptedException {
        URI address = URI.create(worker.address());
        try (Client health = new Client(address)) {
            Ready.await(health, worker);
            int alive = health.get("/healthz").status();
            Double aboard =
                    Metrics.read(address).get("sfumato_worker_runs_aboard{device=\"cpu:0\"}");
            return alive == 200 && aboard != null && aboard == 0;
        }
    }

    private static String body(int number) {
        return """
        {"model":"landscape","prompt":"a lighthouse at dusk","steps":%d,"width":192,"height":192,"seed":%d}\
        """
                .formatted(STEPS, number);
    }
}
