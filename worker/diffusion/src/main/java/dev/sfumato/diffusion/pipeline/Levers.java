package dev.sfumato.diffusion.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What changes how a run's denoiser is called.
 *
 * @param shortcut for the calls that skip the inner layers; null for none
 * @param lora adapters that are on
 */
public record Levers(@Nullable Shortcut shortcut, List<Lora> lora) {
    /** The whole network at every call, as it is. */
    public static final Levers NONE = new Levers(null, List.of());

    /** Keeps {@code lora} as an unmodifiable copy. */
    public Levers {
        lora = List.copyOf(lora);
    }
}
