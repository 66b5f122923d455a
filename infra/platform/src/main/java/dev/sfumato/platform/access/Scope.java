package dev.sfumato.platform.access;

import java.util.Locale;

/** What a caller may do. */
public enum Scope {
    /** Ask for generations, and cancel them. */
    GENERATE,
    /** Look at generations, artifacts and streams. */
    READ,
    /** Pause and resume pools. */
    OPERATE;

    /** As settings, keys and tokens write it. */
    String written() {
        return name().toLowerCase(Locale.ROOT);
    }
}
