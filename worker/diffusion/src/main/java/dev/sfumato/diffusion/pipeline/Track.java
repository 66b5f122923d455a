package dev.sfumato.diffusion.pipeline;

import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.sampler.State;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One artifact's way through denoising: its latent, its solver's memory, its noise, and the rows
 * that carry it.
 */
public final class Track {
    private final float[] latent;
    private final Tensor.Floats input;
    private final Row conditional;
    private final @Nullable Row unconditional;
    private State state;
    private NoiseSource noise;

    /**
     * Takes ownership of all arrays.
     *
     * @param latent the first latent
     * @param input what the model is fed: the scaled latent first, then whatever stays the same
     *     over the steps
     * @param sample the graph's name for {@code input}
     * @param conditional the other inputs of the prompt's row
     * @param unconditional the other inputs of the row without prompt; null if guidance is never on
     */
    public Track(
            float[] latent,
            State state,
            NoiseSource noise,
            String sample,
            Tensor.Floats input,
            Map<String, Tensor> conditional,
            @Nullable Map<String, Tensor> unconditional) {
        this.latent = latent;
        this.state = state;
        this.noise = noise;
        this.input = input;
        this.conditional = row(sample, input, conditional);
        this.unconditional = unconditional == null ? null : row(sample, input, unconditional);
    }

    /** The latent now. */
    public float[] latent() {
        return latent;
    }

    Tensor.Floats input() {
        return input;
    }

    State state() {
        return state;
    }

    NoiseSource noise() {
        return noise;
    }

    /** The prompt's row alone, or the row without prompt and then the prompt's. */
    List<Row> rows(boolean guided) {
        return guided && unconditional != null
                ? List.of(unconditional, conditional)
                : List.of(conditional);
    }

    void restore(Checkpoint.Saved saved, State solver) {
        System.arraycopy(saved.latent(), 0, latent, 0, latent.length);
        state = solver;
        noise = saved.noise().resume();
    }

    private static Row row(String sample, Tensor.Floats input, Map<String, Tensor> others) {
        var inputs = new LinkedHashMap<String, Tensor>(others);
        inputs.put(sample, input);
        return new Row(inputs);
    }
}
