package dev.sfumato.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.schemas.requests.DataUrl;

import org.junit.jupiter.api.Test;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import javax.imageio.ImageIO;

final class EditInputsTest {
    private static final int OPAQUE = 0xff102030;

    @Test
    void whatIsTransparentIsPaintedAnew() throws IOException {
        // Given
        BufferedImage mask = picture(BufferedImage.TYPE_INT_ARGB, 8, 4);
        mask.setRGB(5, 2, 0x00ffffff);
        mask.setRGB(6, 2, 0x40ffffff);
        // When
        EditInputs inputs =
                EditInputs.of(png(picture(BufferedImage.TYPE_INT_RGB, 8, 4)), png(mask));
        // Then
        BufferedImage grey = decoded(inputs.mask());
        assertThat(grey.getRaster().getSample(5, 2, 0)).isEqualTo(255);
        assertThat(grey.getRaster().getSample(6, 2, 0)).isEqualTo(255 - 0x40);
        assertThat(grey.getRaster().getSample(0, 0, 0)).isZero();
    }

    @Test
    void aPictureBringsItsOwnMask() throws IOException {
        // Given
        BufferedImage image = picture(BufferedImage.TYPE_INT_ARGB, 8, 4);
        image.setRGB(1, 1, 0);
        // When
        EditInputs inputs = EditInputs.of(png(image), null);
        EditInputs opaque = EditInputs.of(png(picture(BufferedImage.TYPE_INT_ARGB, 8, 4)), null);
        // Then
        assertThat(decoded(inputs.mask()).getRaster().getSample(1, 1, 0)).isEqualTo(255);
        assertThat(opaque.mask()).isNull();
    }

    @Test
    void refusesWhatIsNoMask() throws IOException {
        // Given
        byte[] image = png(picture(BufferedImage.TYPE_INT_RGB, 8, 4));
        byte[] small = png(picture(BufferedImage.TYPE_INT_ARGB, 4, 4));
        byte[] junk = "no picture".getBytes(StandardCharsets.UTF_8);
        // When, Then
        assertThatThrownBy(() -> EditInputs.of(null, null)).hasMessageContaining("image must");
        assertThatThrownBy(() -> EditInputs.of(junk, null)).hasMessageContaining("image must");
        assertThatThrownBy(() -> EditInputs.of(image, junk)).hasMessageContaining("mask must");
        assertThatThrownBy(() -> EditInputs.of(image, small)).hasMessageContaining("8 x 4");
        assertThatThrownBy(() -> EditInputs.of(image, image)).hasMessageContaining("alpha");
    }

    private static BufferedImage picture(int type, int width, int height) {
        var image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, OPAQUE);
            }
        }
        return image;
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static BufferedImage decoded(String url) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(DataUrl.parse(url).bytes()));
    }
}
