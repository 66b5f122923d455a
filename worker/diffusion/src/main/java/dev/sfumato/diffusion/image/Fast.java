package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Shortcut;

import org.jspecify.annotations.Nullable;

/**
 * What a model does where a request lets it trade quality for time.
 *
 * @param denoiser component that predicts then
 * @param shortcut calls that skip its inner layers; null for none
 * @param from share of the steps before which guidance is off, unless the request says
 * @param until share of the steps from which guidance is off, unless the request says
 * @param saved share of a step's work that the shortcut saves on average, 0 to 1
 */
record Fast(
        String denoiser, @Nullable Shortcut shortcut, double from, double until, double saved) {}
