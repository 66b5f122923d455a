package dev.sfumato.worker.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.worker.metering.DeviceMeters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

final class BatcherTest {
    private static final Pace PACE = new Pace(Duration.ofHours(1), Duration.ofHours(1));

    private final ExecutorService compute = Executors.newFixedThreadPool(2);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final DeviceMeters meters = new DeviceMeters(registry, "toy:0");
    private final Batcher batcher = Batcher.start("toy:0", 16, 8, compute, meters);

    @AfterEach
    void close() {
        batcher.close();
        compute.shutdownNow();
    }

    @Test
    void makesInCompanyWhatIsMadeAlone() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        int[] steps = {3, 20, 7, 12, 1, 20};
        int[] sizes = {4, 4, 4, 6, 6, 4};
        List<Recorder> recorders = new ArrayList<>();
        // When
        for (int i = 0; i < steps.length; i++) {
            recorders.add(board(ToyRun.of(i, sizes[i], steps[i]), PACE));
        }
        model.permits.release(1_000_000);
        // Then
        for (int i = 0; i < steps.length; i++) {
            assertThat(recorders.get(i).made()).isEqualTo(alone(ToyRun.of(i, sizes[i], steps[i])));
            assertThat(recorders.get(i).steps).hasSize(steps[i]);
        }
        assertThat(model.sizes).contains(4).doesNotContain(5, 6);
    }

    @Test
    void joinsARunAtTheNextStep() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        Recorder first = board(ToyRun.of(1, 4, 50), PACE);
        model.awaitCall();
        // When
        Recorder second = board(ToyRun.of(2, 4, 2), PACE);
        model.permits.release(3);
        byte[] made = second.made();
        // Then
        assertThat(made).isEqualTo(alone(ToyRun.of(2, 4, 2)));
        assertThat(first.hasEnded()).isFalse();
        assertThat(model.sizes).containsExactly(1, 2, 2);
        model.permits.release(1_000);
        assertThat(first.made()).isEqualTo(alone(ToyRun.of(1, 4, 50)));
    }

    @Test
    void breaksOnlyTheRunThatBreaksTheCall() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        Recorder before = board(ToyRun.of(1, 4, 5), PACE);
        Recorder poisoned = board(ToyRun.of(ToyModel.POISON, 4, 5), PACE);
        Recorder after = board(ToyRun.of(2, 4, 5), PACE);
        // When
        model.permits.release(1_000);
        // Then
        assertThat(poisoned.ending())
                .isEqualTo(
                        new Ending.Broken(
                                new Fault("device_failed", "device toy:0: poisoned", true)));
        assertThat(before.made()).isEqualTo(alone(ToyRun.of(1, 4, 5)));
        assertThat(after.made()).isEqualTo(alone(ToyRun.of(2, 4, 5)));
    }

    @Test
    void breaksOnlyTheRunWhoseValuesAreNoNumbers() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        Recorder lost = board(ToyRun.of(ToyModel.ABYSS, 4, 5), PACE);
        Recorder sound = board(ToyRun.of(2, 4, 5), PACE);
        // When
        model.permits.release(1_000);
        // Then
        assertThat(lost.ending())
                .isInstanceOfSatisfying(
                        Ending.Broken.class,
                        broken -> {
                            assertThat(broken.fault().code()).isEqualTo("non_finite_output");
                            assertThat(broken.fault().retryable()).isFalse();
                        });
        assertThat(sound.made()).isEqualTo(alone(ToyRun.of(2, 4, 5)));
    }

    @Test
    void breaksOnlyTheRunThatRunsOutOfMemory() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        Recorder greedy = board(ToyRun.of(ToyModel.GREED, 4, 5), PACE);
        Recorder sound = board(ToyRun.of(2, 4, 5), PACE);
        // When
        model.permits.release(1_000);
        // Then
        assertThat(greedy.ending())
                .isInstanceOfSatisfying(
                        Ending.Broken.class,
                        broken -> {
                            assertThat(broken.fault().code()).isEqualTo("out_of_memory");
                            assertThat(broken.fault().retryable()).isTrue();
                        });
        assertThat(sound.made()).isEqualTo(alone(ToyRun.of(2, 4, 5)));
    }

    @Test
    void letsARunGoAtTheNextStepWithACheckpointToGoOnFrom() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        var recorder = new Recorder();
        Member member = member(ToyRun.of(3, 4, 9), PACE, recorder);
        Recorder stays = board(ToyRun.of(4, 4, 9), PACE);
        batcher.board(member);
        model.awaitCall();
        model.permits.release();
        model.awaitCall();
        // When
        batcher.leave(member);
        model.permits.release();
        var left = (Ending.Left) recorder.ending();
        model.permits.release(1_000);
        // Then
        assertThat(left.step()).isBetween(1, 2);
        assertThat(left.checkpoint()).isNotNull();
        Recorder resumed = board(ToyRun.resume(left.checkpoint()), PACE);
        assertThat(resumed.made()).isEqualTo(alone(ToyRun.of(3, 4, 9)));
        assertThat(resumed.steps.getFirst().step()).isEqualTo(left.step() + 1);
        assertThat(stays.made()).isEqualTo(alone(ToyRun.of(4, 4, 9)));
    }

    @Test
    void letsARunGoThatIsBetweenCalls() throws Exception {
        // Given
        var compute = new ArrayBlockingQueue<Runnable>(4);
        try (Batcher own = Batcher.start("toy:1", 4, 8, compute::add, meters)) {
            ToyModel model = ToyModel.gated();
            own.adopt(ToyRun.MODEL, model, Tuning.NONE);
            var leaving = new Recorder();
            Member member = member(ToyRun.of(3, 4, 1), PACE, leaving);
            own.board(member);
            model.permits.release(1);
            Runnable task = compute.poll(20, TimeUnit.SECONDS);
            own.board(member(ToyRun.of(4, 4, 5), PACE, new Recorder()));
            model.awaitCall();
            model.awaitCall();
            // When
            own.leave(member);
            task.run();
            // Then
            var left = (Ending.Left) leaving.ending();
            assertThat(left.step()).isEqualTo(1);
            assertThat(left.checkpoint()).isNotNull();
            model.permits.release(1_000);
        }
    }

    @Test
    void endsACallThatNobodyWaitsFor() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        var recorder = new Recorder();
        Member member = member(ToyRun.of(3, 4, 9), PACE, recorder);
        batcher.board(member);
        model.awaitCall();
        // When
        batcher.leave(member);
        // Then
        assertThat(recorder.ending()).isEqualTo(new Ending.Left(null, 0));
        assertThat(batcher.load()).isZero();
    }

    @Test
    void savesAndShowsAtItsPace() throws Exception {
        // Given
        adopt(ToyModel.open());
        var always = new Pace(Duration.ofHours(1), Duration.ofNanos(1));
        // When
        Recorder recorder = board(ToyRun.of(1, 4, 8), always);
        recorder.made();
        // Then
        assertThat(recorder.steps)
                .extracting(step -> step.checkpoint() != null)
                .containsExactly(true, true, true, true, true, true, true, false);
        assertThat(recorder.previews)
                .extracting(preview -> preview.step())
                .containsExactly(2, 4, 6, 8);
    }

    @Test
    void measuresCallsAndHowFastRunsLeave() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        Recorder staying = board(ToyRun.of(1, 4, 3), PACE);
        var leaving = new Recorder();
        Member member = new Member(ToyRun.of(2, 4, 3), 1, true, PACE, leaving);
        batcher.board(member);
        model.awaitCall();
        // When
        batcher.leave(member);
        model.permits.release(3);
        staying.made();
        leaving.ending();
        // Then
        assertThat(registry.get("sfumato.worker.call").tag("component", "denoiser").timer())
                .matches(timer -> timer.count() == 3);
        // The run that leaves may have joined the first call, or not yet.
        assertThat(registry.get("sfumato.worker.call.rows").summary().totalAmount())
                .isBetween(3.0, 4.0);
        assertThat(registry.get("sfumato.worker.leave").timer().count()).isEqualTo(1);
        assertThat(registry.get("sfumato.worker.leave.overrun").timer().count()).isEqualTo(1);
    }

    @Test
    void makesFewPreviewsWhileOthersWait() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        var always = new Pace(Duration.ofNanos(1), Duration.ofHours(1));
        Recorder small = board(ToyRun.of(1, 4, 40), always);
        Recorder large = board(ToyRun.of(1, 6, 40), always);
        // When
        model.permits.release(1_000);
        small.made();
        large.made();
        // Then
        double skipped = registry.get("sfumato.worker.previews.skipped").counter().count();
        assertThat(skipped).isPositive();
        assertThat(small.previews.size() + large.previews.size() + skipped).isEqualTo(80);
        assertThat(small.previews).extracting(preview -> preview.step()).contains(10, 20, 30, 40);
    }

    @Test
    void refusesMoreRunsThanItHasRoomFor() {
        // Given
        adopt(ToyModel.gated());
        for (int i = 0; i < 16; i++) {
            board(ToyRun.of(i, 4, 5), PACE);
        }
        // When, Then
        assertThatThrownBy(() -> board(ToyRun.of(1, 4, 5), PACE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("got 16 of 16");
    }

    @Test
    void breaksARunWhoseModelIsNotThere() throws Exception {
        // When
        Recorder recorder = board(ToyRun.of(1, 4, 5), PACE);
        // Then
        assertThat(recorder.ending())
                .isInstanceOfSatisfying(
                        Ending.Broken.class,
                        broken -> assertThat(broken.fault().code()).isEqualTo("internal_error"));
    }

    @Test
    void letsEveryRunGoAndFreesModelsWhenClosed() throws Exception {
        // Given
        ToyModel model = adopt(ToyModel.gated());
        Recorder recorder = board(ToyRun.of(1, 4, 5), PACE);
        model.awaitCall();
        model.permits.release();
        model.awaitCall();
        // When
        batcher.close();
        // Then
        assertThat(recorder.ending())
                .isInstanceOfSatisfying(
                        Ending.Left.class, left -> assertThat(left.step()).isEqualTo(1));
        assertThat(model.isClosed()).isTrue();
    }

    private ToyModel adopt(ToyModel model) {
        batcher.adopt(ToyRun.MODEL, model, Tuning.NONE);
        return model;
    }

    private Recorder board(ToyRun run, Pace pace) {
        var recorder = new Recorder();
        batcher.board(member(run, pace, recorder));
        return recorder;
    }

    private static Member member(ToyRun run, Pace pace, Recorder recorder) {
        return new Member(run, run.progress().steps(), true, pace, recorder);
    }

    private static byte[] alone(ToyRun run) {
        try (ToyModel model = ToyModel.open()) {
            return Driver.drive(run, call -> model.call(List.of(call)).getFirst())
                    .getFirst()
                    .bytes();
        }
    }
}
