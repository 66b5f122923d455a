package dev.sfumato.diffusion.pipeline;

import org.jspecify.annotations.Nullable;

/** A part of a run: asks for what it needs until it needs nothing more. */
public interface Stage {
    /** What it needs now; null when it is through. */
    @Nullable Need next();

    /** Takes what {@link #next} asked for. */
    void accept(Outputs outputs);
}
