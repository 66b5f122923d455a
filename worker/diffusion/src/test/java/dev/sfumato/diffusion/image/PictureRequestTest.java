package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Output;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Request;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A request that can't be met is refused with field, rule and value; nothing is loaded for it. */
class PictureRequestTest {
    private static Pipeline pipeline;

    @BeforeAll
    static void read() {
        Modalities modalities = Modalities.installed();
        pipeline =
                modalities.pipeline(modalities.recognise(ModelFolder.open(Golden.model("sd21"))));
    }

    private static Request good() {
        return Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 4, 5, 1);
    }

    private static Request common(
            String task, int steps, double guidance, String rng, int count, Output output) {
        return new Request(
                task, "a fox", null, steps, guidance, null, 1, rng, count, false, output, Map.of(),
                Map.of());
    }

    static Stream<Arguments> bad() {
        String text = PictureRequest.TEXT_TO_IMAGE;
        return Stream.of(
                Arguments.of("task", common("text-to-music", 4, 5, "torch-cpu", 1, Output.PNG)),
                Arguments.of("steps", common(text, 0, 5, "torch-cpu", 1, Output.PNG)),
                Arguments.of("steps", common(text, 1_000_000, 5, "torch-cpu", 1, Output.PNG)),
                Arguments.of("guidance_scale", common(text, 4, -1, "torch-cpu", 1, Output.PNG)),
                Arguments.of(
                        "guidance_scale", common(text, 4, Double.NaN, "torch-cpu", 1, Output.PNG)),
                Arguments.of("guidance_scale", common(text, 4, 1e9, "torch-cpu", 1, Output.PNG)),
                Arguments.of("rng", common(text, 4, 5, "dice", 1, Output.PNG)),
                Arguments.of("count", common(text, 4, 5, "torch-cpu", 0, Output.PNG)),
                Arguments.of("count", common(text, 4, 5, "torch-cpu", 1_000, Output.PNG)),
                Arguments.of(
                        "output.format",
                        common(text, 4, 5, "torch-cpu", 1, new Output("tiff", 90))),
                Arguments.of("scheduler", good().withScheduler("magic")),
                Arguments.of("prompt", Request.of(text, "x".repeat(100_000), 4, 5, 1)),
                Arguments.of("negative_prompt", good().withNegativePrompt("x".repeat(100_000))),
                Arguments.of("width", good().with("width", 0)),
                Arguments.of("width", good().with("width", -64)),
                Arguments.of("width", good().with("width", 1_000_000)),
                Arguments.of("width", good().with("width", 65)),
                Arguments.of("width", good().with("width", 64.5)),
                Arguments.of("height", good().with("height", "tall")),
                Arguments.of("guidance_rescale", good().with("guidance_rescale", 2)),
                Arguments.of(
                        "guidance_interval", good().with("guidance_interval", List.of(0.9, 0.1))),
                Arguments.of("guidance_interval", good().with("guidance_interval", "all")),
                Arguments.of("colour", good().with("colour", "red")),
                Arguments.of("image", Request.of(PictureRequest.IMAGE_TO_IMAGE, "a fox", 4, 5, 1)),
                Arguments.of(
                        "mask",
                        Request.of(PictureRequest.INPAINTING, "a fox", 4, 5, 1)
                                .withInput("image", new byte[1])),
                Arguments.of(
                        "strength",
                        Request.of(PictureRequest.IMAGE_TO_IMAGE, "a fox", 4, 5, 1)
                                .withInput("image", new byte[1])
                                .with("strength", 0.1)),
                Arguments.of(
                        "strength",
                        Request.of(PictureRequest.IMAGE_TO_IMAGE, "a fox", 4, 5, 1)
                                .withInput("image", new byte[1])
                                .with("strength", 1.5)));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefused(String field, Request request) {
        assertThatThrownBy(() -> pipeline.plan(request))
                .isInstanceOfSatisfying(
                        DiffusionException.class,
                        thrown -> {
                            assertThat(thrown.failure()).isInstanceOf(Failure.Invalid.class);
                            assertThat(thrown.failure().code()).isEqualTo("invalid_request");
                            assertThat(((Failure.Invalid) thrown.failure()).field())
                                    .isEqualTo(field);
                        });
    }

    @Test
    void refusesAPictureThatIsNone() {
        // Given
        Request request =
                Request.of(PictureRequest.IMAGE_TO_IMAGE, "a fox", 4, 1, 1)
                        .withInput(
                                "image",
                                "no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        // When, Then
        try (Studio studio = Studio.of("sd21")) {
            assertThatThrownBy(
                            () -> Driver.drive(studio.pipeline().plan(request), studio.sessions()))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("image must be a PNG, JPEG or WebP file");
        }
    }

    @Test
    void costsWhatTheFormulaSays() {
        // When
        double cost = pipeline.cost(good());
        // Then
        assertThat(cost).isPositive();
        assertThat(pipeline.cost(good().withCount(3)))
                .isEqualTo(3 * cost, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(pipeline.card().parameters()).contains("\"width\"").contains("multipleOf");
    }
}
