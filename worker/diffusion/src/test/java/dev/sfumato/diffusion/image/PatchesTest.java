package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

class PatchesTest {
    private static float[] counting(int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i;
        }
        return values;
    }

    @Test
    void listsSquaresRowByRowChannelsApart() {
        // Given
        var patches = new Patches(2, 2, 4);
        var input = new float[16];
        // When
        patches.toModel(counting(16), input);
        // Then
        assertThat(input).containsExactly(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
        assertThat(patches.places()).containsExactly(0, 0, 0, 0, 0, 1);
    }

    @Property(tries = 100)
    void comesBack(
            @ForAll @IntRange(min = 1, max = 16) int channels,
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 9) int columns) {
        // Given
        var patches = new Patches(channels, 2 * rows, 2 * columns);
        float[] latent = counting(patches.count() * patches.length());
        var prediction = new float[latent.length];
        patches.toModel(latent, prediction);
        // When
        patches.fromModel(prediction, new float[latent.length]);
        // Then
        assertThat(prediction).containsExactly(latent);
        assertThat(patches.places()).hasSize(3 * rows * columns);
    }
}
