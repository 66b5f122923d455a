package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.TemporaryModel;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Request;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Graphs that take and give float16 throughout, timesteps included. */
class HalfModelTest {
    private static final Path HALF = Path.of("src/test/resources/half");

    @Test
    void makesTheSamePictureUpToRounding(@TempDir Path folder) throws IOException {
        // Given
        TemporaryModel model = TemporaryModel.copy("sd15", folder);
        for (String component : List.of("text_encoder", "unet", "vae_decoder")) {
            String graph = component + "/model.onnx";
            model.write(graph, Files.readAllBytes(HALF.resolve(graph)));
        }
        ModelCard card = Modalities.installed().recognise(ModelFolder.open(model.path()));
        Request request =
                Request.of(PictureRequest.TEXT_TO_IMAGE, "a red house on a green hill", 10, 7.5, 42)
                        .with("width", 64)
                        .with("height", 64);
        // When
        List<Pixels> made;
        try (Sessions sessions = Device.cpu().open(card)) {
            made =
                    Studio.pictures(
                            Driver.drive(
                                    Modalities.installed().pipeline(card).plan(request), sessions));
        }
        // Then
        Path expected = Golden.path("pipelines/sd15-default.0.png");
        Pixels single = PixelReader.read("expected", Files.readAllBytes(expected));
        Difference difference = Difference.of(made.getFirst(), single);
        assertThat(difference.largest()).as("%s", difference).isBetween(1, 16);
    }
}
