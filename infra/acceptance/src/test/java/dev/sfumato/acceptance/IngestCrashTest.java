package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Whatever happens to ingest, what it accepted ends once. Reduced unless {@code
 * -Dsfumato.acceptance=full}.
 */
final class IngestCrashTest {
    private static final int JOBS = Mode.choose(60, 500);
    private static final int SLOTS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(Mode.choose(3, 8));
    private static final Duration AGAIN = Duration.ofMillis(200);

    @TempDir private Path folder;
    private Installation installation;
    private final List<Client> doors = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        installation = Installation.open(folder);
    }

    @AfterEach
    void stop() {
        doors.forEach(Client::close);
        installation.close();
    }

    @Test
    void killedAndStartedAgainItLosesAndDoublesNothing() throws Exception {
        // Given
        Installation.Ingest ingest = open(1);
        List<String> ids = submit(0, JOBS / 2);
        awaitResults(JOBS / 6);
        // When
        ingest.command().kill();
        installation.again(ingest);
        ids.addAll(submit(JOBS / 2, JOBS));
        // Then
        assertEachEndsOnce(ids);
    }

    @Test
    void ofTwoInstancesOneMayDieInTheMiddle() throws Exception {
        // Given
        open(1);
        Installation.Ingest second = open(2);
        List<String> ids = submit(0, JOBS / 2);
        awaitResults(JOBS / 6);
        // When
        second.command().kill();
        ids.addAll(submit(JOBS / 2, JOBS));
        // Then
        assertEachEndsOnce(ids);
        // When: it comes back
        installation.again(second);
        // Then: either answers for all
        for (Client door : doors) {
            for (String id : ids) {
                assertThat(new Careful(List.of(door), PATIENCE).status(id)).isEqualTo("completed");
            }
        }
    }

    private Installation.Ingest open(int number) throws Exception {
        Installation.Ingest ingest = installation.ingest(number);
        Client door = ingest.client("flood");
        doors.add(door);
        if (doors.size() == 1) {
            installation.worker(SLOTS);
        }
        door.awaitModel("landscape");
        return ingest;
    }

    private List<String> submit(int from, int to) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int n = from; n < to; n++) {
            ids.add(submit(n));
        }
        return ids;
    }

    private String submit(int n) throws Exception {
        return careful().submit(body(n), n);
    }

    private static String body(int n) {
        return """
        {"prompt": "a calm sea at night", "seed": %d, "steps": 2, "width": 64,
         "height": 64, "previews": false}
        """
                .formatted(n);
    }

    private Careful careful() {
        return new Careful(doors, PATIENCE);
    }

    private void awaitResults(int count) {
        Instant deadline = Instant.now().plus(PATIENCE);
        try (TopicReader results = new TopicReader(installation.kafka(), "sfumato.results")) {
            while (results.keys().size() < count) {
                assertThat(Instant.now()).isBefore(deadline);
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    private void assertEachEndsOnce(List<String> ids) throws Exception {
        assertThat(ids).doesNotHaveDuplicates().hasSize(JOBS);
        for (String id : ids) {
            assertThat(careful().status(id)).isEqualTo("completed");
        }
        // One more behind all others: when it is through, nothing is on its way.
        String last = submit(JOBS);
        assertThat(careful().status(last)).isEqualTo("completed");
        List<String> all = new ArrayList<>(ids);
        all.add(last);
        // The view knows a moment before the transaction is committed that holds the result.
        awaitResults(all.size());
        try (TopicReader results = new TopicReader(installation.kafka(), "sfumato.results")) {
            assertThat(results.keys()).containsExactlyInAnyOrderElementsOf(all);
        }
        try (TopicReader work = new TopicReader(installation.kafka(), "sfumato.work.default")) {
            Mode.report(
                    "%d requests: %d results, each once; %d releases"
                            .formatted(all.size(), all.size(), work.keys().size()));
        }
        try (TopicReader letters = new TopicReader(installation.kafka(), "sfumato.dead-letters")) {
            assertThat(letters.keys()).isEmpty();
        }
    }
}
