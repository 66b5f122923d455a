package dev.sfumato.diffusion.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

class SessionsTest {
    private static ModelCard card(String model) {
        return Modalities.installed().recognise(ModelFolder.open(Golden.model(model)));
    }

    private static Need.Call call(String model, float timestep, int size, long... seeds) {
        List<Row> rows = new ArrayList<>();
        for (long seed : seeds) {
            var random = new Random(seed);
            var sample = new float[4 * size * size];
            var text = new float[77 * 32];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = (float) random.nextGaussian();
            }
            for (int i = 0; i < text.length; i++) {
                text[i] = (float) random.nextGaussian();
            }
            rows.add(
                    new Row(
                            Map.of(
                                    "sample", Tensor.floats(sample, 4, size, size),
                                    "timestep", Tensor.floats(new float[] {timestep}),
                                    "encoder_hidden_states", Tensor.floats(text, 77, 32))));
        }
        return new Need.Call(new Component(model, "unet"), Rows.of(rows), List.of("out_sample"));
    }

    private static float[] row(Outputs.Tensors outputs, int row) {
        Tensor.Floats values = Tensor.zeros(outputs.shape("out_sample"));
        outputs.read("out_sample", row, values.values());
        return values.values();
    }

    @Test
    void sharesACallWhereTheTimestepIsPerRow() {
        try (Sessions sessions = Device.cpu().open(card("sd21"))) {
            // Given
            Need.Call one = call("sd21", 700, 8, 1, 2);
            Need.Call other = call("sd21", 30, 8, 3);
            float[] alone = row(sessions.call(other), 0);
            // When
            boolean shared = sessions.canShare(one, other);
            List<Outputs.Tensors> outputs = sessions.call(List.of(one, other));
            // Then
            assertThat(shared).isTrue();
            assertThat(outputs.get(0).rows()).isEqualTo(2);
            assertThat(row(outputs.get(1), 0))
                    .containsExactly(alone, org.assertj.core.api.Assertions.offset(1e-4f));
            assertThat(sessions.canShare(one, call("sd21", 700, 16, 3))).isFalse();
        }
    }

    @Test
    void sharesACallOnlyAtOneTimestepWhereItIsAScalar() {
        try (Sessions sessions = Device.cpu().open(card("sd15"))) {
            assertThat(sessions.canShare(call("sd15", 700, 8, 1), call("sd15", 700, 8, 2)))
                    .isTrue();
            assertThat(sessions.canShare(call("sd15", 700, 8, 1), call("sd15", 30, 8, 2)))
                    .isFalse();
        }
    }

    @Test
    void cutsLargeCallsWithoutChangingThem() {
        // Given
        Need.Call call = call("sd21", 500, 8, 1, 2, 3, 4, 5);
        try (Sessions whole = Device.cpu().open(card("sd21"));
                Sessions cut = Device.of("cpu", new DeviceOptions(1, 0, 2, 1)).open(card("sd21"))) {
            Outputs.Tensors expected = whole.call(call);
            // When
            for (int time = 0; time < 3; time++) {
                cut.call(call("sd21", 10, 16, 9));
                Outputs.Tensors outputs = cut.call(call);
                // Then
                for (int row = 0; row < 5; row++) {
                    assertThat(row(outputs, row))
                            .containsExactly(
                                    row(expected, row),
                                    org.assertj.core.api.Assertions.offset(1e-4f));
                }
            }
        }
    }

    @Test
    void belongToTheThreadOfTheFirstCall() {
        try (Sessions sessions = Device.cpu().open(card("sd21"))) {
            // Given
            Need.Call call = call("sd21", 500, 8, 1);
            sessions.call(call);
            // When, Then
            assertThatThrownBy(
                            () ->
                                    CompletableFuture.runAsync(() -> sessions.call(call))
                                            .orTimeout(30, TimeUnit.SECONDS)
                                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void namesInputsThatTheGraphDoesNotTake() {
        try (Sessions sessions = Device.cpu().open(card("sd21"))) {
            var rows = Rows.of(List.of(new Row(Map.of("picture", Tensor.zeros(4, 8, 8)))));
            var call = new Need.Call(new Component("sd21", "unet"), rows, List.of("out_sample"));
            assertThatThrownBy(() -> sessions.call(call))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("unet")
                    .hasMessageContaining("picture")
                    .hasMessageContaining("encoder_hidden_states");
        }
    }

    @Test
    void cancelWithoutACallChangesNothing() {
        try (Sessions sessions = Device.cpu().open(card("sd21"))) {
            sessions.cancel();
            assertThat(sessions.call(call("sd21", 500, 8, 1)).rows()).isEqualTo(1);
        }
    }

    @Test
    void namesTheDevicesThatAreThere() {
        assertThatThrownBy(() -> Device.of("cuda:0", DeviceOptions.SHARED))
                .isInstanceOfSatisfying(
                        DiffusionException.class,
                        thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.Device.class))
                .hasMessageContaining("[cpu]");
        assertThatThrownBy(() -> Device.of("abacus", DeviceOptions.SHARED))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("must be one of");
    }
}
