package dev.sfumato.diffusion.pipeline;

/**
 * A low-rank adapter (arXiv:2106.09685) that changes a network while it is on.
 *
 * @param id its name in the model's folder
 * @param weight how much of it; 0 is off, 1 as it was trained
 */
public record Lora(String id, double weight) {}
