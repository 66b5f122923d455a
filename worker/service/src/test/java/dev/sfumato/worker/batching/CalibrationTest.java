package dev.sfumato.worker.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.worker.metering.DeviceMeters;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

final class CalibrationTest {
    private static final Pace PACE = new Pace(Duration.ofHours(1), Duration.ofHours(1));

    private final ExecutorService compute = Executors.newFixedThreadPool(2);
    private final DeviceMeters meters = new DeviceMeters(new SimpleMeterRegistry(), "toy:0");
    private final Batcher batcher = Batcher.start("toy:0", 16, 8, compute, meters);

    @AfterEach
    void close() {
        batcher.close();
        compute.shutdownNow();
    }

    /** Remembers nothing; says what it is told. */
    private static final class Notebook implements Tuning {
        final CompletableFuture<List<MeasuredCurve>> told = new CompletableFuture<>();

        @Override
        public List<MeasuredCurve> remembered() {
            return List.of();
        }

        @Override
        public void remember(List<MeasuredCurve> curves) {
            told.complete(curves);
        }

        @Override
        public @Nullable Run probe() {
            return ToyRun.of(1, 4, 20);
        }
    }

    @Test
    void callsWithEverMoreRows() {
        // Given
        ToyModel model = ToyModel.open();
        List<Integer> rows = new ArrayList<>();
        var calibration =
                new Calibration(ToyRun.of(1, 4, 20), 8, (call, count, nanos) -> rows.add(count));
        // When
        boolean more = true;
        while (more) {
            more = calibration.advance(model);
        }
        // Then
        assertThat(rows).containsExactly(1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8);
    }

    @Test
    void measuresWhileNobodyNeedsTheDevice() throws Exception {
        // Given
        var notebook = new Notebook();
        // When
        batcher.adopt(ToyRun.MODEL, ToyModel.open(), notebook);
        // Then
        assertThat(notebook.told.get(20, TimeUnit.SECONDS))
                .singleElement()
                .matches(curve -> curve.component().equals("denoiser"));
    }

    @Test
    void givesWayToARunAtOnce() throws Exception {
        // Given
        ToyModel model = ToyModel.gated();
        batcher.adopt(ToyRun.MODEL, model, new Notebook());
        model.awaitCall();
        var run = new Recorder();
        // When
        batcher.board(new Member(ToyRun.of(5, 4, 2), 1, false, PACE, run));
        model.permits.release(2);
        // Then
        assertThat(run.made()).isNotEmpty();
        model.permits.release(1_000);
    }
}
