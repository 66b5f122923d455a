package dev.sfumato.diffusion.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Modalities;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A folder that can't be run is refused with file, rule and what was found. */
class DamagedFolderTest {
    @TempDir private Path folder;

    private static Arguments damage(
            String name, Consumer<TemporaryModel> damage, String file, String words) {
        return Arguments.argumentSet(name, damage, file, words);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage(
                        "graph missing",
                        m -> m.delete("unet/model.onnx"),
                        "unet/model.onnx",
                        "must exist"),
                damage(
                        "graph truncated",
                        m -> m.truncate("unet/model.onnx", 300_000),
                        "unet/model.onnx",
                        "truncated"),
                damage(
                        "graph empty",
                        m -> m.truncate("vae_decoder/model.onnx", 0),
                        "vae_decoder/model.onnx",
                        "whole"),
                damage(
                        "no graph",
                        m ->
                                m.write(
                                        "unet/model.onnx",
                                        "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        "unet/model.onnx",
                        "whole ONNX"),
                damage(
                        "config missing",
                        m -> m.delete("unet/config.json"),
                        "unet/config.json",
                        "must exist"),
                damage(
                        "config truncated",
                        m -> m.truncate("unet/config.json", 100),
                        "unet/config.json",
                        "JSON object"),
                damage(
                        "index truncated",
                        m -> m.truncate("model_index.json", 20),
                        "model_index.json",
                        "JSON object"),
                damage(
                        "encoder missing",
                        m -> m.delete("text_encoder/model.onnx"),
                        "text_encoder/model.onnx",
                        "exist"),
                damage(
                        "tokenizer missing",
                        m -> m.delete("tokenizer/tokenizer.json"),
                        "tokenizer",
                        "tokenizer"),
                damage(
                        "no scaling factor",
                        m ->
                                m.replace(
                                        "vae_decoder/config.json",
                                        "\"scaling_factor\"",
                                        "\"other\""),
                        "vae_decoder/config.json",
                        "'scaling_factor' must be a number, found nothing"),
                damage(
                        "wrong type",
                        m ->
                                m.replace(
                                        "unet/config.json",
                                        "\"in_channels\": 4",
                                        "\"in_channels\": \"four\""),
                        "unet/config.json",
                        "'in_channels' must be a number, found four"),
                damage(
                        "wrong channels",
                        m ->
                                m.replace(
                                        "unet/config.json",
                                        "\"in_channels\": 4",
                                        "\"in_channels\": 7"),
                        "unet/config.json",
                        "'in_channels' must be 4, or 9 for inpainting, found 7"),
                damage(
                        "unknown scheduler",
                        m ->
                                m.replace(
                                        "scheduler/scheduler_config.json",
                                        "DDIMScheduler",
                                        "MagicScheduler"),
                        "scheduler/scheduler_config.json",
                        "MagicScheduler"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void isRefused(Consumer<TemporaryModel> damage, String file, String words) {
        // Given
        TemporaryModel model = TemporaryModel.copy("sd21", folder);
        damage.accept(model);
        // When, Then
        assertThatThrownBy(() -> Modalities.installed().recognise(ModelFolder.open(model.path())))
                .asInstanceOf(type(DiffusionException.class))
                .extracting(DiffusionException::failure)
                .isInstanceOfSatisfying(
                        Failure.Unusable.class,
                        failure -> {
                            org.assertj.core.api.Assertions.assertThat(failure.code())
                                    .isEqualTo("unusable_model");
                            org.assertj.core.api.Assertions.assertThat(failure.file())
                                    .endsWith(file);
                            org.assertj.core.api.Assertions.assertThat(failure.message())
                                    .contains(words);
                        });
    }

    @Test
    void isNoFolder() {
        assertThatThrownBy(() -> ModelFolder.open(folder.resolve("absent")))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("must be a folder, found nothing");
    }

    @Test
    void isNoModel() {
        assertThatThrownBy(() -> Modalities.installed().recognise(ModelFolder.open(folder)))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("model_index.json")
                .hasMessageContaining("image");
    }
}
