package dev.sfumato.diffusion.pipeline;

/** Bends a latent after each step: what a mask protects, what a measurement says. */
@FunctionalInterface
public interface Corrector {
    /**
     * Changes {@code latent} in place.
     *
     * @param call the sampler's call that led to it
     * @param image which of the request's artifacts it belongs to
     * @param latent the state after that call
     */
    void correct(int call, int image, float[] latent);
}
