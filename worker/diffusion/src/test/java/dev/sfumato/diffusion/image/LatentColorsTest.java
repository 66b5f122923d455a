package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Objects;

class LatentColorsTest {
    @ParameterizedTest
    @CsvSource({
        "4, 0.18215, 0.3512",
        "4, 0.13025, 0.4735",
        "16, 1.5305, 0.1472",
        "16, 0.3611, -0.0675"
    })
    void mapsThePositionsOfKnownFamilies(int channels, double factor, float red) {
        // Given
        Tensor.Floats latent = Tensor.zeros(channels, 2, 4);
        latent.values()[0] = 1;
        // When
        Tensor.Floats colors =
                Objects.requireNonNull(KnownColors.of(channels, factor)).colors(latent);
        // Then
        assertThat(colors.shape()).containsExactly(3, 2, 4);
        assertThat(colors.values()[0]).isCloseTo(red, offset(1e-4f));
    }

    @Test
    void knowsNoOthers() {
        // Then
        assertThat(KnownColors.of(16, 0.18215)).isNull();
        assertThat(KnownColors.of(4, 1)).isNull();
    }
}
