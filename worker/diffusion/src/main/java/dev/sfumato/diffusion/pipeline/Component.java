package dev.sfumato.diffusion.pipeline;

/**
 * Names one graph of one model.
 *
 * @param model the model's id
 * @param name the component's folder, for example {@code unet}
 */
public record Component(String model, String name) {}
