package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Output;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Tensor;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

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
        var codec = new PictureCodec("landscape", "dpmpp-2m-karras");
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
                .contains("Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5, Seed: 44")
                .contains("trainedAlgorithmicMedia");
    }

    @Test
    void countsSkippedLayersAsOthersDo() {
        // Given
        var codec = new PictureCodec("landscape", null);
        // When
        Artifact none = codec.write(Tensor.zeros(3, 8, 8), REQUEST.with("clip_skip", 0), 0);
        Artifact one = codec.write(Tensor.zeros(3, 8, 8), REQUEST.with("clip_skip", 1), 0);
        // Then
        assertThat(new String(none.bytes(), StandardCharsets.UTF_8)).doesNotContain("Clip skip");
        assertThat(new String(one.bytes(), StandardCharsets.UTF_8))
                .contains("Model: landscape, Clip skip: 2", "\"clip_skip\":1");
    }

    @Test
    void writesJpegWithTheSameTexts() {
        // Given
        Request request = REQUEST.withOutput(new Output("jpeg", 90));
        // When
        Artifact artifact =
                new PictureCodec("landscape", "dpmpp-2m-karras")
                        .write(Tensor.zeros(3, 32, 24), request, 0);
        // Then
        Pixels read = PixelReader.read("image", artifact.bytes());
        assertThat(artifact.mediaType()).isEqualTo("image/jpeg");
        assertThat(read.width()).isEqualTo(24);
        assertThat(read.at(5, 5, 1)).isBetween(124, 131);
        assertThat(new String(artifact.bytes(), StandardCharsets.UTF_8))
                .contains("\"seed\":42", "trainedAlgorithmicMedia");
        assertThat(
                        new String(artifact.bytes(), StandardCharsets.UTF_16BE)
                                + new String(
                                        artifact.bytes(),
                                        1,
                                        artifact.bytes().length - 1,
                                        StandardCharsets.UTF_16BE))
                .contains("a café at night\nNegative prompt: rain\nSteps: 4");
    }

    @Test
    void writesWebpWithTheSameTexts() {
        // Given
        Request request = REQUEST.withOutput(new Output("webp", 80));
        var codec = new PictureCodec("landscape", null);
        // When
        Artifact artifact = codec.write(Tensor.zeros(3, 32, 24), request, 0);
        Artifact again = codec.write(Tensor.zeros(3, 32, 24), request, 0);
        // Then
        Pixels read = PixelReader.read("image", artifact.bytes());
        assertThat(artifact.mediaType()).isEqualTo("image/webp");
        assertThat(artifact.bytes()).isEqualTo(again.bytes());
        assertThat(read.width()).isEqualTo(24);
        assertThat(read.height()).isEqualTo(32);
        assertThat(read.at(5, 5, 1)).isBetween(124, 131);
        assertThat(new String(artifact.bytes(), StandardCharsets.UTF_8))
                .contains("&quot;prompt&quot;:&quot;a café at night&quot;")
                .contains("&quot;seed&quot;:42", "trainedAlgorithmicMedia");
    }

    @Property(tries = 40)
    void losslessWebpIsReadAsItWasWritten(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll boolean texts,
            @ForAll long seed) {
        // Given
        Pixels pixels = noise(width, height, 3, seed);
        byte[] exif = texts ? Exif.userComment("odd") : new byte[0];
        // When
        byte[] file = WebpWriter.write(pixels, WebpWriter.LOSSLESS, 2, exif, texts ? "<x/>" : "");
        // Then
        assertThat(PixelReader.read("image", file).bytes()).isEqualTo(pixels.bytes());
    }

    @Test
    void escapesWhatXmpCannotHold() {
        assertThat(PictureTexts.xmp("{\"a\":\"<&\ud800\"}"))
                .endsWith(
                        "sfumato:request=\"{&quot;a&quot;:&quot;&lt;&amp;?&quot;}\"/></rdf:RDF></x:xmpmeta>");
    }

    @Test
    void writesTheParametersAsOtherToolsReadThem() {
        // Given
        Request request = REQUEST.withScheduler("euler-a").with("strength", 0.75);
        // When
        String text = PictureTexts.parameters(request, "a, b: c", 7, Pixels.blank(8, 16, 3));
        // Then
        String last = text.substring(text.lastIndexOf('\n') + 1);
        assertThat(pairs(last))
                .containsExactly(
                        "Steps=4",
                        "Sampler=Euler a",
                        "CFG scale=5",
                        "Seed=7",
                        "Size=8x16",
                        "Model=\"a, b: c\"",
                        "Denoising strength=0.75");
        assertThat(text).startsWith("a café at night\nNegative prompt: rain\n");
    }

    /** Splits the last line as its readers do. */
    private static List<String> pairs(String line) {
        return Pattern.compile("\\s*(\\w[\\w \\-/]+):\\s*(\"(?:\\\\.|[^\\\\\"])+\"|[^,]*)(?:,|$)")
                .matcher(line)
                .results()
                .map(found -> found.group(1) + "=" + found.group(2))
                .toList();
    }

    @Test
    void refusesAnUnknownFormat() {
        assertThatExceptionOfType(DiffusionException.class)
                .isThrownBy(() -> PictureCodec.checkFormat("gif"))
                .withMessage("output.format must be png, jpeg or webp, got gif");
    }
}
