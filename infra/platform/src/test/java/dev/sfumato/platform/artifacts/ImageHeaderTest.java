package dev.sfumato.platform.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.platform.artifacts.ImageLimits.Verdict;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import javax.imageio.ImageIO;

class ImageHeaderTest {
    // Pictures of 7 x 5 pixels, written by libwebp 1.x: lossy, lossless, extended with alpha.
    private static final String LOSSY =
            "UklGRjYAAABXRUJQVlA4ICoAAACQAQCdASoHAAUAAsBMJaACdLoAA5gA/u2QP4hd7G2//PTP62/j/xkAAAA=";
    private static final String LOSSLESS = "UklGRh4AAABXRUJQVlA4TBEAAAAvBgABAAdQjyLXo/+BiOh/AAA=";
    private static final String EXTENDED =
            "UklGRloAAABXRUJQVlA4WAoAAAAQAAAABgAABAAAQUxQSAoAAAABB1CyiAhERP8DVlA4ICoAAACQAQCdASoH"
                    + "AAUAAsBMJaACdLoAA5gA/u2QP4hd7G2//PTP62/j/xkAAAA=";

    @Property(tries = 30)
    void readsSizesOfPngAndJpeg(
            @ForAll @IntRange(min = 1, max = 300) int width,
            @ForAll @IntRange(min = 1, max = 300) int height)
            throws IOException {
        // Given
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        // When
        var png = ImageHeader.read(encode(picture, "png"));
        var jpeg = ImageHeader.read(encode(picture, "jpeg"));
        // Then
        assertThat(png).contains(new ImageHeader(ImageFormat.PNG, width, height));
        assertThat(jpeg).contains(new ImageHeader(ImageFormat.JPEG, width, height));
    }

    @ParameterizedTest
    @ValueSource(strings = {LOSSY, LOSSLESS, EXTENDED})
    void readsSizesOfWebp(String base64) {
        // Given
        byte[] file = Base64.getDecoder().decode(base64);
        // When
        var header = ImageHeader.read(file);
        // Then
        assertThat(header).contains(new ImageHeader(ImageFormat.WEBP, 7, 5));
    }

    @Property
    void neverFailsOnAnyBytes(@ForAll byte[] rest, @ForAll @IntRange(max = 4) int kind)
            throws IOException {
        // Given
        byte[] start =
                switch (kind) {
                    case 0 -> encode(new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB), "png");
                    case 1 -> encode(new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB), "jpeg");
                    case 2 -> Base64.getDecoder().decode(LOSSLESS);
                    case 3 -> new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
                    default -> new byte[0];
                };
        byte[] file = Arrays.copyOf(start, Math.min(start.length, 20) + rest.length);
        System.arraycopy(rest, 0, file, Math.min(start.length, 20), rest.length);
        // When
        Optional<ImageHeader> header = ImageHeader.read(file);
        // Then
        assertThat(header.map(ImageHeader::pixels).orElse(1L)).isPositive();
    }

    @Test
    void acceptsAndRefusesBySizeAndKind() throws IOException {
        // Given
        byte[] png = encode(new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB), "png");
        // When
        var accepted = new ImageLimits(1000, 100).judge(png);
        var tooMany = new ImageLimits(1000, 99).judge(png);
        var tooLong = new ImageLimits(10, 100).judge(png);
        var unknown = new ImageLimits(1000, 100).judge(new byte[100]);
        // Then
        assertThat(accepted)
                .isEqualTo(new Verdict.Accepted(new ImageHeader(ImageFormat.PNG, 10, 10)));
        assertThat(tooMany)
                .isEqualTo(new Verdict.Refused("must have at most 99 pixels, got 10 x 10"));
        assertThat(tooLong)
                .isEqualTo(
                        new Verdict.Refused(
                                "must be at most 10 bytes, got %d".formatted(png.length)));
        assertThat(unknown).isEqualTo(new Verdict.Refused("must be a PNG, JPEG or WebP picture"));
    }

    private static byte[] encode(BufferedImage picture, String format) throws IOException {
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, format, out)).isTrue();
        return out.toByteArray();
    }
}
