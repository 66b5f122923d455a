package dev.sfumato.diffusion.pipeline;

/**
 * How far a run's denoising is.
 *
 * @param step steps done, 0 to {@code steps}
 * @param steps steps that this run makes in all; fewer than asked for when it starts from a given
 *     picture
 */
public record Progress(int step, int steps) {}
