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
        fleet.until(told -> Told.step(told, id) >= 5, PATIENCE);
        first.suspend();
        int stopped = Told.step(fleet.told(), id);
        Command second = fleet.worker("second", Map.of());
        Finished.results(fleet, List.of(id), PATIENCE);
        // When
        first.resume();
        second.close();
        String next = client.submit(ASKED.body().replace("150", "4"));
        Finished.results(fleet, List.of(next), PATIENCE);
        // Then
        List<GenerationEvent> told = fleet.told();
        assertThat(Told.starts(told, next))
                .extracting(GenerationEvent.Started::worker)
                .containsOnly("first");
        assertThat(Finished.results(fleet, List.of(id), PATIENCE)).containsOnly(Map.entry(id, 1));
        assertThat(Told.starts(told, id))
                .extracting(GenerationEvent.Started::worker)
                .containsExactly("first", "second");
        List<byte[]> picture = Finished.pictures(fleet, List.of(ASKED), List.of(id));
        int[] differences = Finished.compare(picture, Finished.undisturbed(fleet, List.of(ASKED)));
        assertThat(differences[0]).isLessThanOrEqualTo(1);
        Mode.report(
                ("suspended: stopped at step %d, another went on at %d of 150; told afterwards: %s;"
                                + " identical pictures %d of 1")
                        .formatted(
                                stopped,
                                Told.starts(told, id).getLast().step(),
                                Told.after(told, id),
                                differences[1]));
    }
}
