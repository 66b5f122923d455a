package dev.sfumato.gateway.replay;

/** Keeps one reader of the log from running far ahead of those who write what it reads. */
@FunctionalInterface
public interface Pace {
    /** So many records more were given to subscribers; waits if that's too far ahead. */
    void delivered(int records);
}
