package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Request;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

/** A model whose numbers are none ends the run with a stable code; the next run works. */
class FailingModelTest {
    private static final Request REQUEST =
            Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 4, 5, 1);

    @ParameterizedTest
    @ValueSource(strings = {"unet", "vae_decoder"})
    void endsTheRun(String component) {
        try (Studio studio = Studio.of("sd21")) {
            // When, Then
            assertThatThrownBy(
                            () ->
                                    Driver.drive(
                                            studio.pipeline().plan(REQUEST),
                                            call ->
                                                    broken(
                                                            component,
                                                            call,
                                                            studio.sessions().call(call))))
                    .isInstanceOfSatisfying(
                            DiffusionException.class,
                            thrown -> {
                                assertThat(thrown.failure()).isInstanceOf(Failure.NonFinite.class);
                                assertThat(thrown.failure().code()).isEqualTo("non_finite_output");
                                assertThat(thrown).hasMessageContaining(component);
                            });
            assertThat(studio.make(REQUEST)).hasSize(1);
        }
    }

    @Test
    void namesTheStep() {
        try (Studio studio = Studio.of("sd21")) {
            assertThatThrownBy(
                            () ->
                                    Driver.drive(
                                            studio.pipeline().plan(REQUEST),
                                            call ->
                                                    broken(
                                                            "unet",
                                                            call,
                                                            studio.sessions().call(call))))
                    .hasMessage("unet gave values that are no finite numbers at step 1");
        }
    }

    private static Outputs.Tensors broken(
            String component, Need.Call call, Outputs.Tensors outputs) {
        return call.component().name().equals(component) ? new Broken(outputs) : outputs;
    }

    private record Broken(Outputs.Tensors shapes) implements Outputs.Tensors {
        @Override
        public int rows() {
            return shapes.rows();
        }

        @Override
        public int[] shape(String output) {
            return shapes.shape(output);
        }

        @Override
        public void read(String output, int row, float[] into) {
            Arrays.fill(into, Float.NaN);
        }
    }
}
