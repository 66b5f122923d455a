package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One tenant's flood is its own problem. Reduced unless {@code -Dsfumato.acceptance=full}. */
final class FairnessTest {
    private static final int FLOOD = Mode.choose(60, 500);
    private static final int DROPS = 5;
    private static final int SLOTS = 4;

    /** Released and not ended: a quarter more than the slots. */
    private static final int WINDOW = 5;

    private static final Duration PATIENCE = Duration.ofMinutes(Mode.choose(2, 8));

    @TempDir private Path folder;
    private Installation installation;
    private Client flood;
    private Client drop;

    @BeforeEach
    void start() throws Exception {
        installation = Installation.open(folder);
        Installation.Ingest ingest = installation.ingest(1);
        flood = ingest.client("flood");
        drop = ingest.client("drop");
    }

    @AfterEach
    void stop() {
        flood.close();
        drop.close();
        installation.close();
    }

    @Test
    void anotherTenantStartsWithinItsShare() throws Exception {
        // Given: a worker that has announced its model, then more work than it can do
        installation.worker(SLOTS);
        flood.awaitModel("landscape");
        List<String> flooding = submit(flood, FLOOD, "standard");
        // When
        try (TopicReader work = new TopicReader(installation.kafka(), "sfumato.work.default")) {
            int before = work.keys().size();
            List<String> dropped = submit(drop, DROPS, "standard");
            work.await(dropped.getLast(), PATIENCE);
            // Then: of equal weights, every second job is the other tenant's
            List<String> since = after(before, work);
            for (int n = 0; n < DROPS; n++) {
                assertThat(since.indexOf(dropped.get(n)))
                        .as("place of drop %d among %s", n, since.size())
                        .isBetween(0, 2 * (n + 1) + WINDOW + slack());
            }
            assertThat(since.size()).isLessThan(FLOOD);
            Mode.report(
                    "drops are released at places %s of those after the flood's %d; %d behind it"
                            .formatted(
                                    dropped.stream().map(since::indexOf).toList(),
                                    before,
                                    FLOOD - before));
            ended(drop, dropped);
            ended(flood, flooding);
        }
    }

    @Test
    void interactiveWorkOvertakesBatch() throws Exception {
        // Given
        installation.worker(SLOTS);
        flood.awaitModel("landscape");
        List<String> batch = submit(flood, FLOOD, "batch");
        try (TopicReader work = new TopicReader(installation.kafka(), "sfumato.work.default")) {
            work.await(batch.get(WINDOW), PATIENCE);
            int before = work.keys().size();
            // When
            List<String> interactive = submit(flood, DROPS, "interactive");
            work.await(interactive.getLast(), PATIENCE);
            // Then: nothing of the batch but what was released while they were on their way
            List<String> since = after(before, work);
            assertThat(since.indexOf(interactive.getLast())).isLessThan(DROPS + WINDOW + slack());
            assertThat(work.keys()).doesNotContain(batch.getLast());
        }
    }

    private static List<String> after(int before, TopicReader topic) {
        List<String> all = topic.keys();
        return all.subList(before, all.size());
    }

    /** Jobs that end, and make room for others, between two looks at a topic. */
    private static int slack() {
        return FLOOD / 10;
    }

    private static List<String> submit(Client client, int count, String priority) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            ids.add(
                    client.submit(
                            """
                            {"prompt": "a calm sea at night", "seed": %d, "steps": 2,
                             "width": 64, "height": 64, "previews": false, "priority": "%s"}
                            """
                                    .formatted(n, priority)));
        }
        return ids;
    }

    private static void ended(Client client, List<String> ids) throws Exception {
        for (String id : ids) {
            assertThat(client.ended(id).path("status").asText()).isEqualTo("completed");
        }
    }
}
