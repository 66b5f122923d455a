package dev.sfumato.diffusion.pipeline;

import java.util.Map;

/**
 * One batch entry of a model call.
 *
 * @param inputs graph input name to its values, without the batch dimension; a per-row number has
 *     the empty shape
 */
public record Row(Map<String, Tensor> inputs) {
    /** Keeps {@code inputs} as an unmodifiable copy; the tensors' arrays stay shared. */
    public Row {
        inputs = Map.copyOf(inputs);
    }
}
