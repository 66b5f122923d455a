package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.noise.NoiseState;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Noise from a file, in the order it was drawn. */
final class RecordedNoise implements NoiseSource {

    private final Deque<float[]> draws = new ArrayDeque<>();

    /** Item {@code item} of the batch of draws that a recorded step holds. */
    RecordedNoise(Json step, int item, int length) {
        if (step.has("noise")) {
            for (Json draw : step.get("noise").items().toList()) {
                draws.add(Arrays.copyOfRange(draw.floats(), item * length, (item + 1) * length));
            }
        }
    }

    @Override
    public void normal(float[] out) {
        assertThat(draws).as("noise left in the recording").isNotEmpty();
        System.arraycopy(draws.removeFirst(), 0, out, 0, out.length);
    }

    List<float[]> left() {
        return List.copyOf(draws);
    }

    @Override
    public NoiseState state() {
        throw new UnsupportedOperationException("recorded noise has no state");
    }
}
