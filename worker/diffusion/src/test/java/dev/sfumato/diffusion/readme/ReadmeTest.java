package dev.sfumato.diffusion.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Pipeline;
import dev.sfumato.diffusion.pipeline.Request;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.imageio.ImageIO;

/** The README's example is this file's, and it works. */
class ReadmeTest {
    @TempDir private Path folder;

    @Test
    void exampleMakesAPicture() throws IOException {
        // Given
        Path png = folder.resolve("bridge.png");
        // When
        example(Golden.model("sd21"), png);
        // Then
        assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(64);
    }

    private static void example(Path model, Path png) throws IOException {
        // README: begin
        Modalities modalities = Modalities.installed();
        ModelCard card = modalities.recognise(ModelFolder.open(model));
        Pipeline pipeline = modalities.pipeline(card);
        Request request = Request.of("text-to-image", "an old stone bridge", 20, 7.5, 42);
        try (Sessions sessions = Device.cpu().open(card)) {
            Artifact picture = Driver.drive(pipeline.plan(request), sessions).getFirst();
            Files.write(png, picture.bytes());
        }
        // README: end
    }

    @Test
    void readmeShowsThisExample() throws IOException {
        // Given
        Path module =
                Path.of(System.getProperty("sfumato.root", "../..")).resolve("worker/diffusion");
        Path source = module.resolve("src/test/java/dev/sfumato/diffusion/readme/ReadmeTest.java");
        // When
        String shown = between(Files.readString(module.resolve("README.md")), "```java\n", "```");
        // Then
        String own =
                between(Files.readString(source), "// README: begin\n", "// README: end")
                        .stripIndent();
        assertThat(shown.strip()).isEqualTo(own.strip());
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
