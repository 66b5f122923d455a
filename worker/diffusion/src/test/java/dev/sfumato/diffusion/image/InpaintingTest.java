package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Request;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Random;

/** Only what the mask covers is painted anew. */
class InpaintingTest {
    private static Studio studio;

    @BeforeAll
    static void open() {
        studio = Studio.of("sd21");
    }

    @AfterAll
    static void close() {
        studio.close();
    }

    private static Pixels picture(int width, int height) {
        Pixels picture = Pixels.blank(width, height, 3);
        new Random(1).nextBytes(picture.bytes());
        return picture;
    }

    private static Pixels mask(int width, int height, Region white) {
        Pixels mask = Pixels.blank(width, height, 1);
        for (int y = white.top(); y < white.bottom(); y++) {
            for (int x = white.left(); x < white.right(); x++) {
                mask.bytes()[y * width + x] = (byte) 255;
            }
        }
        return mask;
    }

    private static Request request(Pixels picture, Pixels mask) {
        return Request.of(PictureRequest.INPAINTING, "a door", 3, 2, 6)
                .withInput("image", PngWriter.write(picture, Map.of()))
                .withInput("mask", PngWriter.write(mask, Map.of()))
                .with("width", 64)
                .with("height", 64);
    }

    @Test
    void leavesTheRestOfALargerPictureAlone() {
        // Given
        Pixels original = picture(150, 110);
        var white = new Region(60, 40, 90, 70);
        // When
        Pixels made =
                studio.make(request(original, mask(150, 110, white)).with("mask_padding", 8))
                        .getFirst();
        // Then
        assertThat(made.width()).isEqualTo(150);
        assertThat(made.height()).isEqualTo(110);
        int changed = 0;
        for (int y = 0; y < 110; y++) {
            for (int x = 0; x < 150; x++) {
                boolean inside = x >= 60 && x < 90 && y >= 40 && y < 70;
                if (inside) {
                    changed += made.at(x, y, 0) == original.at(x, y, 0) ? 0 : 1;
                } else {
                    assertThat(made.at(x, y, 0)).isEqualTo(original.at(x, y, 0));
                }
            }
        }
        assertThat(changed).isGreaterThan(700);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PictureRequest.TEXT_TO_IMAGE,
                PictureRequest.IMAGE_TO_IMAGE,
                PictureRequest.INPAINTING
            })
    void makesAnyMultipleOfEight(String task) {
        // Given
        Request given = request(picture(72, 88), mask(72, 88, new Region(0, 0, 40, 40)));
        Request request =
                Request.of(task, "a door", 3, 2, 6)
                        .withInput("image", given.inputs().get("image"))
                        .withInput("mask", given.inputs().get("mask"))
                        .with("width", 72)
                        .with("height", 88);
        // When
        Pixels made = studio.make(request).getFirst();
        // Then
        assertThat(made.width()).isEqualTo(72);
        assertThat(made.height()).isEqualTo(88);
    }

    @Test
    void blursTheMaskWhereAsked() {
        // Given
        Request sharp =
                request(picture(64, 64), mask(64, 64, new Region(16, 16, 48, 48)))
                        .with("mask_padding", 32);
        // When
        Pixels soft = studio.make(sharp.with("mask_blur", 6)).getFirst();
        // Then
        assertThat(Difference.of(soft, studio.make(sharp).getFirst()).largest()).isPositive();
    }

    @Test
    void refusesAMaskOfAnotherSize() {
        assertThatThrownBy(
                        () ->
                                studio.make(
                                        request(
                                                picture(64, 64),
                                                mask(32, 64, new Region(0, 0, 8, 8)))))
                .isInstanceOf(DiffusionException.class)
                .hasMessage("mask must have the picture's size, 64 x 64, got 32 x 64");
    }
}
