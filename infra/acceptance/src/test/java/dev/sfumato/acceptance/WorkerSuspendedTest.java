package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

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

/** A worker that stands still past its lock, and comes back when another one has done its work. */
final class WorkerSuspendedTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final MixedRequests.Asked ASKED =
            new MixedRequests.Asked(
                    "anna",
                    "{\"model\":\"landscape\",\"prompt\":\"snowy mountains at"
                            + " sunset\",\"steps\":150,\"seed\":5,\"width\":192,\"height\":192}");

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
    void showsNoSecondResult() throws Exception {
        // Given
        Client client = fleet.client(ASKED.tenant());
        Command first = fleet.worker("first", Map.of());
        client.awaitModel("landscape");
        String id = client.submit(ASKED.body());
        Watcher watcher = client.watch();
        watcher.subscribe(id);
        fleet.until(told -> Told.step(told, id) >= 5, PATIENCE);
        first.suspend();
        int stopped = Told.step(fleet.told(), id);
        Command second = fleet.worker("second", Map.of());
        Finished.results(fleet, List.of(id), PATIENCE);
        // When
        first.resume();
        second.close();
        fleet.until(told -> Told.after(told, id).contains("Yielded"), PATIENCE);
        String next = client.submit(ASKED.body().replace("150", "4"));
        watcher.subscribe(next);
        Finished.results(fleet, List.of(next), PATIENCE);
        // Then
        List<GenerationEvent> told = fleet.told();
        List<String> after = Told.after(told, id);
        assertThat(after).doesNotContain("Started", "Completed", "Failed");
        // One may have been on its way to Kafka when the process stood still.
        assertThat(after).filteredOn("Progress"::equals).hasSizeLessThanOrEqualTo(1);
        assertThat(afterTheEnd(watcher, id, next)).isEmpty();
        watcher.close();
        assertThat(Told.starts(told, next))
                .extracting(GenerationEvent.Started::worker)
                .containsOnly("first");
        assertThat(Finished.results(fleet, List.of(id), PATIENCE)).containsOnly(Map.entry(id, 1));
        assertThat(Told.starts(told, id))
                .extracting(GenerationEvent.Started::worker)
                .startsWith("first", "second")
                .containsOnlyOnce("first");
        List<byte[]> picture = Finished.pictures(fleet, List.of(ASKED), List.of(id));
        int[] differences = Finished.compare(picture, Finished.undisturbed(fleet, List.of(ASKED)));
        assertThat(differences[0]).isLessThanOrEqualTo(1);
        Mode.report(
                ("suspended: stopped at step %d, another went on at %d of 150; told afterwards: %s;"
                                + " identical pictures %d of 1")
                        .formatted(
                                stopped,
                                Told.starts(told, id).getLast().step(),
                                after,
                                differences[1]));
    }

    /** What a watcher of both has received of the one after its end, until the other one's end. */
    private static List<String> afterTheEnd(Watcher watcher, String id, String other)
            throws InterruptedException {
        List<String> seen = new ArrayList<>();
        boolean ended = false;
        while (true) {
            JsonNode message = watcher.next(PATIENCE);
            if (message == null) {
                throw new AssertionError("the watcher heard nothing of " + other);
            }
            boolean last = Watcher.TERMINAL.contains(message.path("type").asText());
            if (message.path("id").asText().equals(other) && last) {
                return ended ? seen : List.of("no end");
            }
            if (message.path("id").asText().equals(id)) {
                if (ended) {
                    seen.add(message.path("type").asText());
                }
                ended |= last;
            }
        }
    }
}
