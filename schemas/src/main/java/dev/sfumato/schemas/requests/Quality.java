package dev.sfumato.schemas.requests;

/** Whether the engine may trade what can't be seen for time. */
public enum Quality {
    EXACT,
    FAST
}
