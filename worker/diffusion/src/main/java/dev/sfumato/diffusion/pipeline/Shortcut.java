package dev.sfumato.diffusion.pipeline;

import java.util.Set;

/**
 * A second graph that computes a network's outermost level alone, from what the inner levels said
 * at an earlier call (arXiv:2312.00858).
 *
 * @param component the shallow graph
 * @param inputs names of its inputs
 * @param feature the input that the whole graph has as an output
 * @param interval the whole graph runs at every how manieth call, at least 1
 */
public record Shortcut(Component component, Set<String> inputs, String feature, int interval) {
    /** Keeps {@code inputs} as an unmodifiable copy. */
    public Shortcut {
        inputs = Set.copyOf(inputs);
        if (interval < 1) {
            throw new IllegalArgumentException("interval must be at least 1, got " + interval);
        }
    }
}
