package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

/** Pictures of every kind that may be sent in: read as Pillow reads them, or refused in a word. */
class PictureInputsTest {
    private static final Path PICTURES = Path.of("src/test/resources/pictures");

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(PICTURES.resolve(name));
    }

    private static void assertRefused(byte[] file, String message) {
        assertThatExceptionOfType(DiffusionException.class)
                .isThrownBy(() -> PixelReader.read("image", file))
                .withMessageContaining(message);
    }

    @Test
    void readsWhatPillowReads() throws IOException {
        // Given
        JsonNode expected = new ObjectMapper().readTree(file("expected.json"));
        assertThat(expected.size()).isEqualTo(17);
        for (var entry : expected.properties()) {
            // When
            Pixels read = PixelReader.read("image", file(entry.getKey())).rgb();
            // Then
            JsonNode values = entry.getValue().path("rgb");
            assertThat(read.width()).isEqualTo(entry.getValue().path("width").asInt());
            assertThat(read.height()).isEqualTo(entry.getValue().path("height").asInt());
            // JPEG decoders round their cosine transforms differently.
            int tolerance = entry.getKey().endsWith(".jpg") ? 2 : 0;
            for (int i = 0; i < values.size(); i++) {
                assertThat(Math.abs((read.bytes()[i] & 0xff) - values.get(i).asInt()))
                        .as("%s, value %d", entry.getKey(), i)
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cmyk.jpg, 'image must be RGB or grey, got CMYK'",
        "animated.webp, 'image must be a still picture, got an animated one'",
        "animated.png, 'image must be a still picture, got an animated one'",
        "film.gif, 'image must be a PNG, JPEG or WebP file, got '",
        "map.bmp, 'image must be a PNG, JPEG or WebP file, got '"
    })
    void refusesOtherKindsInAWord(String name, String message) throws IOException {
        assertRefused(file("refused/" + name), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha.png", "grey.jpg", "progressive.jpg", "lossy.webp", "alpha.webp"})
    void refusesEveryTruncation(String name) throws IOException {
        // Given
        byte[] whole = file(name);
        for (int length = 12; length < whole.length - 1; length += 7) {
            // When
            byte[] part = Arrays.copyOf(whole, length);
            // Then
            assertRefused(part, "image must be a whole picture file, got a damaged one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha.png", "orientation-8.jpg", "orientation-6.webp", "lossy.webp"})
    void damageIsReadOrRefusedNeverWorse(String name) throws IOException {
        // Given
        byte[] whole = file(name);
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k < 1 + i % 4; k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            // When
            try {
                Pixels read = PixelReader.read("image", damaged);
                // Then
                assertThat(read.width() * read.height()).isPositive();
            } catch (DiffusionException e) {
                assertThat(e.getMessage()).startsWith("image must ");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void refusesAPictureThatWouldFillTheMemory() {
        // Given
        byte[] png = PngWriter.write(Pixels.blank(1, 1, 3), Map.of());
        ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
        var sum = new CRC32();
        sum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
        // Then
        assertRefused(png, "image must have at most 67108864 pixels, got 60000 x 60000");
    }

    @Test
    void takesTheUpperByteOfSixteenBits() throws IOException {
        // Given
        var model =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        false,
                        false,
                        Transparency.OPAQUE,
                        DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
        raster.setPixel(0, 0, new int[] {0x00ff, 0x0100, 0xffff});
        raster.setPixel(1, 0, new int[] {0x80ff, 0x7f00, 0xfeff});
        var png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(model, raster, false, null), "png", png);
        // When
        Pixels read = PixelReader.read("image", png.toByteArray());
        // Then
        assertThat(read.bytes()).containsExactly(0, 1, (byte) 0xff, (byte) 0x80, 0x7f, (byte) 0xfe);
    }
}
