package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Output;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Tensor;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/**
 * Pictures survive being written and read, carry what made them, and are the same bytes each time.
 */
class PictureFilesTest {
    private static final Request REQUEST =
            Request.of(PictureRequest.TEXT_TO_IMAGE, "a café at night", 4, 5, 42)
                    .withNegativePrompt("rain");

    private static Pixels noise(int width, int height, int channels, long seed) {
        Pixels pixels = Pixels.blank(width, height, channels);
        new Random(seed).nextBytes(pixels.bytes());
        return pixels;
    }

    @Property(tries = 60)
    void pngIsReadAsItWasWritten(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll boolean grey,
            @ForAll long seed) {
        // Given
        Pixels pixels = noise(width, height, grey ? 1 : 3, seed);
        // When
        Pixels read = PixelReader.read("image", PngWriter.write(pixels, Map.of("note", "ünïcode")));
        // Then
        assertThat(read.bytes()).isEqualTo(pixels.bytes());
    }

    @Property(tries = 30)
    void pngKeepsTransparency(@ForAll @IntRange(min = 1, max = 20) int side, @ForAll long seed) {
        Pixels pixels = noise(side, side, 4, seed);
        assertThat(PixelReader.read("image", PngWriter.write(pixels, Map.of())).bytes())
                .isEqualTo(pixels.bytes());
    }

    @Test
    void carriesTheRequestAndTheSeed() {
        // Given
        var codec = new PictureCodec("landscape");
        // When
        Artifact first = codec.write(Tensor.zeros(3, 8, 16), REQUEST, 2);
        Artifact second = codec.write(Tensor.zeros(3, 8, 16), REQUEST, 2);
        // Then
        assertThat(first.mediaType()).isEqualTo("image/png");
        assertThat(first.seed()).isEqualTo(44);
        assertThat(first.attributes()).containsEntry("width", 16).containsEntry("height", 8);
        assertThat(first.bytes()).isEqualTo(second.bytes());
        assertThat(new String(first.bytes(), StandardCharsets.UTF_8))
                .contains("\"prompt\":\"a café at night\"", "\"seed\":44", "Negative prompt: rain")
                .contains("trainedAlgorithmicMedia");
    }

    @Test
    void writesJpegWithTheSameTexts() {
        // Given
        Request request = REQUEST.withOutput(new Output("jpeg", 90));
        // When
        Artifact artifact =
                new PictureCodec("landscape").write(Tensor.zeros(3, 32, 24), request, 0);
        // Then
        Pixels read = PixelReader.read("image", artifact.bytes());
        assertThat(artifact.mediaType()).isEqualTo("image/jpeg");
        assertThat(read.width()).isEqualTo(24);
        assertThat(read.at(5, 5, 1)).isBetween(124, 131);
        assertThat(new String(artifact.bytes(), StandardCharsets.UTF_8))
                .contains("\"seed\":42", "trainedAlgorithmicMedia");
    }
}
