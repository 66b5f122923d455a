package dev.sfumato.diffusion.noise;

/**
 * Where a stream of noise stands: a value for checkpoints.
 *
 * @param rng which stream
 * @param seed its 64-bit seed
 * @param position random words (torch-cpu) or draws (philox-cuda) consumed
 * @param spare a value already drawn for the next small block, else NaN (torch-cpu)
 */
public record NoiseState(Rng rng, long seed, long position, double spare) {

    public NoiseState {
        if (position < 0) {
            throw new IllegalArgumentException("position must be at least 0, got " + position);
        }
    }

    /** A source that goes on where this one stood. */
    public NoiseSource resume() {
        return switch (rng) {
            case TORCH_CPU -> TorchCpuNoise.resume(this);
            case PHILOX_CUDA -> PhiloxNoise.resume(this);
        };
    }
}
