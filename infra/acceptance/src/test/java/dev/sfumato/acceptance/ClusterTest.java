package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Separate services on a cluster of three nodes, behind TLS and passwords, of which one after the
 * other dies. Reduced unless {@code -Dsfumato.acceptance=full}.
 */
final class ClusterTest {
    private static final int NODES = 3;
    private static final int KILLS = Mode.choose(1, 6);
    private static final int JOBS = Mode.choose(12, 20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TENANT = Installation.TENANTS.getFirst();

    @TempDir private static Path folder;
    private static Cluster cluster;
    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(folder.resolve("cluster"), NODES);
        installation = Installation.open(folder, cluster);
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void losesAndDoublesNothingWhileNodesDie() throws Exception {
        // Given
        Installation.Ingest ingest = installation.ingest(1);
        URI gateway = installation.gateway(ingest);
        installation.worker(2);
        try (Client door = ingest.client(TENANT);
                Client watching = new Client(gateway, TENANT)) {
            door.awaitModel("landscape");
            var careful = new Careful(List.of(door), PATIENCE);
            List<String> ids = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                // When: a node dies in the middle, and comes back
                submit(careful, ids, JOBS / 2);
                cluster.kill(kill % NODES);
                submit(careful, ids, JOBS / 2);
                // Then: all ends as if nothing had been
                for (String id : ids) {
                    assertThat(careful.status(id)).isEqualTo("completed");
                }
                cluster.restart(kill % NODES);
            }
            assertThat(ended(watching, ids.getLast())).isEqualTo("completed");
            assertOneResultEach(ids);
        }
    }

    @Test
    void saysThatThePasswordIsWrong() throws Exception {
        // Given
        Map<String, String> environment = new HashMap<>(installation.environment());
        environment.putAll(Installation.variables(cluster.security("another")));
        // When
        Command check = Command.start(folder, environment, "topics", "check");
        // Then
        assertThat(check.await(Duration.ofMinutes(1))).isEqualTo(3);
        assertThat(check.output()).contains("Authentication failed").doesNotContain("\tat ");
    }

    private static void submit(Careful careful, List<String> ids, int count) throws Exception {
        for (int n = 0; n < count; n++) {
            String body =
                    """
                    {"prompt": "a calm sea at night", "seed": %d, "steps": 4, "width": 64,
                     "height": 64}
                    """
                            .formatted(ids.size());
            ids.add(careful.submit(body, ids.size()));
        }
    }

    /** How a generation ended, by what the gateway replays of it. */
    private static String ended(Client watching, String id) throws InterruptedException {
        try (Watcher watcher = watching.watch()) {
            watcher.subscribe(id);
            return watcher.untilTerminal(id, PATIENCE).getLast().path("type").asText();
        }
    }

    private static void assertOneResultEach(List<String> ids) {
        Instant deadline = Instant.now().plus(PATIENCE);
        try (TopicReader results = new TopicReader(cluster, "sfumato.results");
                TopicReader letters = new TopicReader(cluster, "sfumato.dead-letters")) {
            // The view knows a moment before the transaction is committed that holds the result.
            while (results.keys().size() < ids.size() && Instant.now().isBefore(deadline)) {
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
            assertThat(results.keys()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(letters.keys()).isEmpty();
        }
        Mode.report(
                "%d nodes of %d killed, one after the other; %d results, each once"
                        .formatted(KILLS, NODES, ids.size()));
    }
}
