package dev.sfumato.diffusion.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Element types, and ending a call that runs. */
class SmallGraphsTest {
    private static Sessions open() throws URISyntaxException {
        Path folder =
                Path.of(
                        Objects.requireNonNull(SmallGraphsTest.class.getResource("/sessions"))
                                .toURI());
        return Sessions.open("small", ModelFolder.open(folder), Device.cpu());
    }

    private static Need.Call call(String component, Map<String, Tensor> row, String... outputs) {
        return new Need.Call(
                new Component("small", component),
                Rows.of(List.of(new Row(row))),
                List.of(outputs));
    }

    private static float[] read(Outputs.Tensors outputs, String name) {
        Tensor.Floats values = Tensor.zeros(outputs.shape(name));
        outputs.read(name, 0, values.values());
        return values.values();
    }

    @Test
    void readsWeightsBesideTheGraph() throws URISyntaxException {
        try (Sessions sessions = open()) {
            // Given
            Tensor given = Tensor.floats(new float[] {10, 20, 30}, 3);
            // When
            Outputs.Tensors made = sessions.call(call("beside", Map.of("given", given), "sum"));
            // Then
            assertThat(read(made, "sum")).containsExactly(11, 22, 33);
        }
    }

    @Test
    void convertsToWhatTheGraphTakes() throws URISyntaxException {
        try (Sessions sessions = open()) {
            // Given
            Tensor floats = Tensor.floats(new float[] {1, 2, 3}, 3);
            Tensor longs = Tensor.longs(new long[] {10, 20, 30}, 3);
            // When
            Outputs.Tensors asFloats =
                    sessions.call(
                            call(
                                    "types",
                                    Map.of(
                                            "half", floats, "single", floats, "whole", floats,
                                            "long", floats),
                                    "sum",
                                    "sum_half"));
            float[] sum = read(asFloats, "sum");
            float[] half = read(asFloats, "sum_half");
            Outputs.Tensors asLongs =
                    sessions.call(
                            call(
                                    "types",
                                    Map.of(
                                            "half", longs, "single", longs, "whole", longs, "long",
                                            longs),
                                    "sum",
                                    "sum_half"));
            // Then
            assertThat(sum).containsExactly(4, 8, 12);
            assertThat(half).containsExactly(4, 8, 12);
            assertThat(read(asLongs, "sum")).containsExactly(40, 80, 120);
            assertThat(read(asLongs, "sum_half")).containsExactly(40, 80, 120);
        }
    }

    @Test
    @Timeout(60)
    void endsACallThatRuns() throws Exception {
        try (Sessions sessions = open()) {
            // Given
            Need.Call endless = counting(1e15f);
            var over = new AtomicBoolean();
            var canceller =
                    CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    sessions.cancel();
                                    Thread.onSpinWait();
                                }
                            });
            // When, Then
            assertThatThrownBy(() -> sessions.call(endless))
                    .isInstanceOfSatisfying(
                            DiffusionException.class,
                            thrown -> {
                                assertThat(thrown.failure()).isInstanceOf(Failure.Cancelled.class);
                                assertThat(thrown.failure().code()).isEqualTo("cancelled");
                            });
            over.set(true);
            canceller.get(30, TimeUnit.SECONDS);
            assertThat(read(sessions.call(counting(5)), "end")).containsExactly(5);
        }
    }

    private static Need.Call counting(float times) {
        return call(
                "endless",
                Map.of("start", Tensor.zeros(1), "times", Tensor.floats(new float[] {times}, 1)),
                "end");
    }
}
