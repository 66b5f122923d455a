package dev.sfumato.platform.access;

/** What a caller may do. */
public enum Scope {
    /** Ask for generations, and cancel them. */
    GENERATE,
    /** Look at generations, artifacts and streams. */
    READ,
    /** Pause and resume pools. */
    OPERATE
}
