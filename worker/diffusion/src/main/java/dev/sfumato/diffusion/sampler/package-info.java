/**
 * Solvers: how a latent moves from noise to picture. A {@link
 * dev.sfumato.diffusion.sampler.Sampler} is the immutable plan of one run, safe from any thread;
 * its {@link dev.sfumato.diffusion.sampler.State} belongs to one run and one thread at a time.
 *
 * <p>Every solver here is linear in the latent, the model's outputs and the noise once its noise
 * levels are known. So each class turns its paper's formulas into {@link
 * dev.sfumato.diffusion.sampler.Form}s when the run is planned, and a step only adds up buffers.
 * Depends on nothing but the JDK.
 */
@NullMarked
package dev.sfumato.diffusion.sampler;

import org.jspecify.annotations.NullMarked;
