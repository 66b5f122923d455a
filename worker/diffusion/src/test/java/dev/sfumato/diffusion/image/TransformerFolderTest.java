package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.inspection.Inspection;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a folder with a transformer announces, and how one that can't be run is refused. */
class TransformerFolderTest {
    @TempDir private Path folder;

    private static Arguments damage(
            String name, String model, Consumer<TemporaryModel> damage, String... words) {
        return Arguments.argumentSet(name, model, damage, words);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage(
                        "T5's tokenizer missing",
                        "sd3",
                        m -> m.deleteFolder("tokenizer_3"),
                        "tokenizer_3: must hold T5's tokenizer as tokenizer.json",
                        "no such file"),
                damage(
                        "T5's tokenizer of old",
                        "flux-dev",
                        m -> {
                            m.delete("tokenizer_2/tokenizer.json");
                            m.write("tokenizer_2/spiece.model", new byte[] {1});
                        },
                        "tokenizer_2: must hold T5's tokenizer as tokenizer.json",
                        "found spiece.model"),
                damage(
                        "T5 missing",
                        "flux-dev",
                        m -> m.deleteFolder("text_encoder_2"),
                        "text_encoder_2/config.json: must exist"),
                damage(
                        "another encoder than T5",
                        "sd3",
                        m -> m.replace("text_encoder_3/config.json", "\"t5\"", "\"gemma2\""),
                        "text_encoder_3/config.json: 'model_type' must be t5",
                        "found gemma2"),
                damage(
                        "encoder without projection",
                        "sd3",
                        m ->
                                m.write(
                                        "text_encoder_2/model.onnx",
                                        m.read("text_encoder_3/model.onnx")),
                        "text_encoder_2/model.onnx: must have the output 'hidden_states.2'",
                        "found [last_hidden_state]"),
                damage(
                        "transformer of another kind",
                        "sd3",
                        m -> m.write("transformer/model.onnx", m.read("vae_decoder/model.onnx")),
                        "transformer/model.onnx: must have the input 'hidden_states'",
                        "found [latent_sample]"),
                damage(
                        "an input that isn't known",
                        "sd3",
                        m -> renameInput(m, "pooled_projections", "pooled_projectionz"),
                        "transformer/model.onnx: must have the input 'pooled_projections'",
                        "pooled_projectionz"),
                damage(
                        "an input too many",
                        "flux-dev",
                        m -> renameInput(m, "guidance", "guidancf"),
                        "transformer/model.onnx: inputs must be among",
                        "found guidancf"),
                damage(
                        "channels that don't fit",
                        "flux-dev",
                        m ->
                                m.replace(
                                        "transformer/config.json",
                                        "\"in_channels\": 64",
                                        "\"in_channels\": 384"),
                        "transformer/config.json: 'in_channels' must be 64",
                        "found 384"),
                damage(
                        "too narrow for the text",
                        "sd3",
                        m ->
                                m.replace(
                                        "transformer/config.json",
                                        "\"joint_attention_dim\": 40",
                                        "\"joint_attention_dim\": 20"),
                        "'joint_attention_dim' must be at least 32",
                        "found 20"),
                damage(
                        "no weights as ONNX",
                        "sd3",
                        m -> m.delete("transformer/model.onnx"),
                        "transformer/model.onnx: must exist"),
                damage(
                        "too long a text",
                        "flux-schnell",
                        m -> m.replace("sfumato.json", "64", "4096"),
                        "'max_sequence_length' must be between 1 and 512",
                        "found 4096"),
                damage(
                        "a scheduler that can't solve it",
                        "flux-schnell",
                        m ->
                                m.write(
                                        "sfumato.json",
                                        "{\"default_scheduler\": \"ddim\"}"
                                                .getBytes(StandardCharsets.UTF_8)),
                        "'default_scheduler' must be one of [",
                        "found ddim"));
    }

    /** Names have the same length, so the file's own lengths still hold. */
    private static void renameInput(TemporaryModel model, String name, String other) {
        String file = "transformer/model.onnx";
        String text = new String(model.read(file), StandardCharsets.ISO_8859_1);
        model.write(file, text.replace(name, other).getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void saysWhatIsWrong(String name, Consumer<TemporaryModel> damage, String[] words) {
        // Given
        TemporaryModel model = TemporaryModel.copy(TransformerModels.model(name), folder);
        damage.accept(model);
        // When
        Inspection inspection = Inspection.of(model.path());
        // Then
        assertThat(inspection.card()).isNull();
        assertThat(inspection.problems()).singleElement().asString().contains(words);
    }

    @ParameterizedTest
    @MethodSource("cards")
    void announcesItself(String name, int steps, double guidance, boolean costsTwice) {
        // When
        Inspection inspection = Inspection.of(TransformerModels.model(name));
        // Then
        assertThat(inspection.problems()).isEmpty();
        assertThat(inspection.hints()).isEmpty();
        ModelCard card = Objects.requireNonNull(inspection.card());
        assertThat(card.tasks()).contains("text-to-image", "image-to-image", "inpainting");
        assertThat(card.schedulers()).contains("flow-euler", "dpmpp-2m").doesNotContain("ddim");
        assertThat(card.defaults().steps()).isEqualTo(steps);
        assertThat(card.defaults().guidanceScale()).isEqualTo(guidance);
        assertThat(card.cost().contains("guidance_scale")).isEqualTo(costsTwice);
    }

    static Stream<Arguments> cards() {
        return Stream.of(
                Arguments.of("sd3", 28, 7, true),
                Arguments.of("flux-dev", 28, 3.5, false),
                Arguments.of("flux-schnell", 4, 1, true));
    }

    @Test
    void saysThatT5IsMissing() {
        // When
        Inspection inspection = Inspection.of(TransformerModels.withoutT5(folder));
        // Then
        assertThat(inspection.card()).isNotNull();
        assertThat(inspection.hints()).singleElement().asString().contains("text_encoder_3");
    }

    @Test
    void showsPreviews() {
        // Given
        Request request =
                Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 3, 3.5, 1)
                        .with("width", 96)
                        .with("height", 64)
                        .withPreviews(true);
        try (Studio studio = Studio.of(TransformerModels.model("flux-dev"))) {
            Run run = studio.pipeline().plan(request);
            // When
            Driver.drive(run, studio.sessions());
            // Then
            Pixels shown =
                    PixelReader.read("preview", Objects.requireNonNull(run.preview()).bytes());
            assertThat((double) shown.width() / shown.height()).isEqualTo(1.5);
        }
    }

    @Test
    void refusesASchedulerOfNoise() {
        // Given
        Request request =
                Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 4, 1, 1).withScheduler("ddim");
        try (Studio studio = Studio.of(TransformerModels.model("flux-schnell"))) {
            // When, Then
            assertThatThrownBy(() -> studio.pipeline().plan(request))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("scheduler must be one of [")
                    .hasMessageContaining("got ddim");
        }
    }

    @Test
    void saysSoWhereTheTokenizerCantBeLoaded() {
        // Given
        TemporaryModel model = TemporaryModel.copy(TransformerModels.model("sd3"), folder);
        model.write(
                "tokenizer_3/tokenizer.json",
                "{\"model\": {\"type\": \"Unigram\"}}".getBytes(StandardCharsets.UTF_8));
        try (Studio studio = Studio.of(model.path())) {
            Request request = Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", 2, 1, 1);
            // When, Then
            assertThatThrownBy(() -> studio.make(request))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("tokenizer_3: must hold T5's tokenizer");
        }
    }
}
