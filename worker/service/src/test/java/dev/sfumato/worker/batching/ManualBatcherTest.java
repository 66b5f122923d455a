package dev.sfumato.worker.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.worker.metering.DeviceMeters;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

final class ManualBatcherTest {
    private static final Pace PACE = new Pace(Duration.ofHours(1), Duration.ofHours(1));

    /** Whoever came last goes alone. */
    private static final class Backwards implements Policy {
        @Override
        public <W extends Waiting> List<W> choose(List<W> waiting, Costs costs) {
            return List.of(waiting.getLast());
        }
    }

    private long now = 1;

    @Test
    void tellsTheTimeOfTheCallersClock() throws Exception {
        // Given
        var recorder = new Recorder();
        try (ManualBatcher batcher = batcher(Policy.continuous(8))) {
            batcher.board(new Member(ToyRun.of(1, 4, 2), 2, false, PACE, recorder));
            // When
            now = 5;
            batcher.turn();
            now = 8;
            batcher.turn();
            // Then
            assertThat(batcher.isBusy()).isFalse();
        }
        assertThat(recorder.steps).extracting(Step::ended).containsExactly(5L, 8L);
        assertThat(recorder.ending()).isInstanceOf(Ending.Done.class);
    }

    @Test
    void asksThePolicyWhoTravels() {
        // Given
        List<Recorder> recorders = new ArrayList<>();
        try (ManualBatcher batcher = batcher(new Backwards())) {
            for (int i = 0; i < 3; i++) {
                recorders.add(new Recorder());
                var run = ToyRun.of(i, 4, 3);
                batcher.board(new Member(run, 3, false, PACE, recorders.getLast()));
            }
            // When
            batcher.turn();
            // Then
            assertThat(recorders).extracting(each -> each.steps.size()).containsExactly(0, 0, 1);
        }
    }

    private ManualBatcher batcher(Policy policy) {
        var meters = new DeviceMeters(new SimpleMeterRegistry(), "toy:0");
        var batcher = new ManualBatcher("toy:0", 8, policy, () -> now, meters);
        batcher.adopt(ToyRun.MODEL, ToyModel.open(), Tuning.NONE);
        return batcher;
    }
}
