/**
 * From prompts to what a denoiser is conditioned on: token ids through one or two text encoders,
 * remembered per distinct prompt. A {@link dev.sfumato.diffusion.conditioning.PromptEncoder} may be
 * used from any thread, its stages from one.
 */
@NullMarked
package dev.sfumato.diffusion.conditioning;

import org.jspecify.annotations.NullMarked;
