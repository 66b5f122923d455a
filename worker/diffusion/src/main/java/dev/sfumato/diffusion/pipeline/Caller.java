package dev.sfumato.diffusion.pipeline;

/** Something that answers model calls. */
@FunctionalInterface
public interface Caller {
    /** Feeds the call's rows to its component; the result holds until the next call. */
    Outputs.Tensors call(Need.Call call);
}
