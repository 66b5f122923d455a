package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Previews by each of their means. */
class PicturePreviewsTest {
    private static final int STEPS = 4;

    /** What a run called before its last step was done, and the previews it gave. */
    private record Seen(List<String> decoders, Set<Preview> previews) {}

    private static Seen watch(Path folder) {
        Modalities modalities = Modalities.installed();
        ModelCard card = modalities.recognise(ModelFolder.open(folder));
        Request request =
                Request.of(PictureRequest.TEXT_TO_IMAGE, "a fox", STEPS, 1, 1)
                        .withScheduler("euler")
                        .withPreviews(true);
        Run run = modalities.pipeline(card).plan(request);
        var seen = new Seen(new ArrayList<>(), new LinkedHashSet<>());
        try (Sessions sessions = Device.cpu().open(card)) {
            while (true) {
                switch (run.next()) {
                    case Need.Call call -> {
                        String name = call.component().name();
                        if (name.contains("decoder") && run.progress().step() < STEPS) {
                            seen.decoders().add(name);
                        }
                        run.accept(sessions.call(call));
                    }
                    case Need.Compute compute -> run.accept(compute.task().run());
                    case Need.Done ignored -> {
                        return seen;
                    }
                }
                Preview preview = run.preview();
                if (preview != null) {
                    seen.previews().add(preview);
                }
            }
        }
    }

    private static void own(TemporaryModel model, String json) {
        model.write("sfumato.json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void usesTheKnownMapAndNoDecoder(@TempDir Path folder) {
        // Given
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        // When
        Seen seen = watch(model.path());
        // Then
        assertThat(seen.decoders()).isEmpty();
        assertThat(seen.previews())
                .hasSize(STEPS - 1)
                .allSatisfy(
                        preview -> {
                            assertThat(preview.mediaType()).isEqualTo("image/webp");
                            Pixels read = PixelReader.read("preview", preview.bytes());
                            assertThat(read.width()).isEqualTo(64);
                        });
    }

    @Test
    void usesTheModelsDecoderWhereTheFolderPrefersIt(@TempDir Path folder) {
        // Given
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        own(model, "{\"previews\": \"decoder\"}");
        // When
        Seen seen = watch(model.path());
        // Then
        assertThat(seen.decoders()).isNotEmpty().containsOnly("vae_decoder");
        assertThat(seen.previews()).hasSameSizeAs(seen.decoders());
    }

    @Test
    void usesASmallDecoderWhereThereIsOne(@TempDir Path folder) throws IOException {
        // Given
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        Files.createDirectories(model.path().resolve("preview_decoder"));
        for (String file : List.of("config.json", "model.onnx")) {
            model.write("preview_decoder/" + file, model.read("vae_decoder/" + file));
        }
        // When
        Seen seen = watch(model.path());
        // Then
        assertThat(seen.decoders()).hasSize(STEPS - 1).containsOnly("preview_decoder");
        assertThat(seen.previews()).hasSize(STEPS - 1);
    }

    @Test
    void mapsLatentsToColours() {
        // Given
        var colors =
                new LatentColors(
                        List.of(List.of(1.0, 0.0, -1.0), List.of(0.0, 0.5, 0.0)),
                        List.of(0.0, 0.5, 0.0));
        Tensor.Floats latent = Tensor.zeros(2, 3, 5);
        java.util.Arrays.fill(latent.values(), 0, 15, 1);
        // When
        Pixels picture = colors.apply(latent);
        // Then
        assertThat(picture.width()).isEqualTo(40);
        assertThat(picture.height()).isEqualTo(24);
        assertThat(List.of(picture.at(7, 7, 0), picture.at(7, 7, 1), picture.at(7, 7, 2)))
                .containsExactly(255, 191, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"previews\": \"no\"}|'previews' must be linear or decoder, found no",
                "{\"preview_factors\": [[1, 2, 3]]}|must have a row for each of 4 latent channels",
                "{\"preview_factors\": [[1], [2], [3], [4]]}|'preview_factors' must hold threes"
            })
    void refusesWhatCannotBeAMap(String json, String message, @TempDir Path folder) {
        // Given
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        own(model, json);
        // Then
        assertThatExceptionOfType(DiffusionException.class)
                .isThrownBy(() -> Modalities.installed().recognise(ModelFolder.open(model.path())))
                .withMessageContaining(message);
    }
}
