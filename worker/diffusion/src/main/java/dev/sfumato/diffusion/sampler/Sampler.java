package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.noise.NoiseSource;

/**
 * The immutable plan of one run: what the model is fed at each call and how its output moves the
 * latent. A call is one model evaluation, counted from 0; second-order solvers make two per step.
 * All buffers hold one image's latent, any layout; nothing of a latent's size is allocated but in
 * {@link #start}.
 */
public interface Sampler {

    /** Number of calls of the whole schedule. */
    int calls();

    /** The call a run starts at; above 0 where it starts from a picture. */
    int firstCall();

    /** The timestep the model is fed at this call. */
    double timestep(int call);

    /** What unit noise is multiplied by to become the first latent. */
    double initialSigma();

    /** What the latent is multiplied by to become the model's input at this call. */
    double inputScale(int call);

    /** Writes the model's input for {@code x}; {@code out} may be {@code x}. */
    default void scaleInput(int call, float[] x, float[] out) {
        Buffers.scale(inputScale(call), x, out);
    }

    /** Memory of a fresh run over latents of {@code length} floats. */
    State start(int length);

    /**
     * Memory of a run that was interrupted, from {@link State#toBytes}.
     *
     * @throws IllegalArgumentException if the bytes don't come from a run of this plan's shape
     */
    State resume(byte[] bytes);

    /** True where {@link #step} draws noise at this call. */
    boolean drawsNoise(int call);

    /**
     * Moves the latent by one call.
     *
     * @param call must be {@link State#nextCall}
     * @param x latent at this call
     * @param modelOutput what the model said; twice the latent's length where it learned variances
     * @param noise drawn from where {@link #drawsNoise}
     * @param out the next latent; may be {@code x}, must not be {@code modelOutput}
     */
    void step(
            int call, State state, float[] x, float[] modelOutput, NoiseSource noise, float[] out);

    /** Writes {@code clean} with noise of this call's level; {@code out} may be either. */
    void addNoise(int call, float[] clean, float[] noise, float[] out);

    /**
     * Writes the clean latent that the model predicts behind {@code x}: what previews show. Clipped
     * where the scheduler clips, but not dynamically thresholded.
     */
    void denoised(int call, float[] x, float[] modelOutput, float[] out);
}
