package dev.sfumato.diffusion.pipeline;

/** Whether a run may trade what can't be seen for time. */
public enum Quality {
    /** What the model's files and the request say, to the last bit. */
    EXACT,
    /** With the shortcuts that the model's folder allows. */
    FAST
}
