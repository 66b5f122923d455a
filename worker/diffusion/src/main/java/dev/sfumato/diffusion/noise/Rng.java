package dev.sfumato.diffusion.noise;

import java.util.Arrays;
import java.util.List;

/** The streams of noise on offer. */
public enum Rng {
    /** What PyTorch draws on a CPU. */
    TORCH_CPU("torch-cpu"),
    /** What PyTorch draws on a CUDA device. */
    PHILOX_CUDA("philox-cuda");

    private final String id;

    Rng(String id) {
        this.id = id;
    }

    /** The public name. */
    public String id() {
        return id;
    }

    /** A fresh stream; equal seeds give equal floats. */
    public NoiseSource seeded(long seed) {
        return new NoiseState(this, seed, 0, Double.NaN).resume();
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(Rng::id).toList();
    }

    /**
     * The stream with this public name.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Rng of(String id) {
        for (Rng rng : values()) {
            if (rng.id.equals(id)) {
                return rng;
            }
        }
        throw new IllegalArgumentException("rng must be one of " + ids() + ", got " + id);
    }
}
