package dev.sfumato.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

class NoisePropertyTest {

    @Property(tries = 200)
    void goesOnWhereItsStateStood(
            @ForAll Rng rng,
            @ForAll long seed,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 700) Integer> draws) {
        // Given
        NoiseSource noise = rng.seeded(seed);
        draws.forEach(length -> noise.normal(new float[length]));
        // When
        NoiseSource copy = noise.state().resume();
        // Then
        for (int length : draws) {
            var expected = new float[length];
            var actual = new float[length];
            noise.normal(expected);
            copy.normal(actual);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasMeanZeroAndVarianceOne(Rng rng) {
        // Given
        var values = new float[1 << 16];
        // When
        rng.seeded(11).normal(values);
        // Then
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        assertThat(sum / values.length).isCloseTo(0, within(0.02));
        assertThat(squares / values.length).isCloseTo(1, within(0.02));
    }

    /** Values of torch 2.15 for seed 7: blocks of 16, a last block that overlaps, and singles. */
    @Test
    void drawsOddLengthsLikeTorch() {
        // Given
        var three = new float[3];
        var seventeen = new float[17];
        // When
        Rng.TORCH_CPU.seeded(7).normal(three);
        Rng.TORCH_CPU.seeded(7).normal(seventeen);
        // Then
        assertThat(three)
                .containsExactly(new float[] {-0.1467951f, 0.7861413f, 0.94682163f}, within(2e-6f));
        assertThat(seventeen[0]).isCloseTo(-0.8201345f, within(2e-6f));
        assertThat(seventeen[1]).isCloseTo(-0.32456663f, within(2e-6f));
        assertThat(seventeen[16]).isCloseTo(-0.8667016f, within(2e-6f));
    }

    @Test
    void namesTheStreamsItKnows() {
        assertThat(Rng.ids()).containsExactly("torch-cpu", "philox-cuda");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Rng.of("xorshift"))
                .hasMessage("rng must be one of [torch-cpu, philox-cuda], got xorshift");
    }
}
