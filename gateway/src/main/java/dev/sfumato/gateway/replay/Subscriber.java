package dev.sfumato.gateway.replay;

import dev.sfumato.platform.http.Problem;

/**
 * Someone who watches a generation. Every call comes from any thread, one at a time and in order,
 * and must return at once.
 */
public interface Subscriber {
    /**
     * The generation is known, and may be seen.
     *
     * @param nothingFollows whether it has ended and the subscriber's cursor says that it saw so
     */
    void attached(boolean nothingFollows);

    /** The next event; nothing follows a terminal one. */
    void shown(Shown event);

    /** A picture on the way. */
    void preview(PreviewImage preview);

    /** It can't be watched, or not any longer; nothing follows. */
    void refused(Problem problem);
}
