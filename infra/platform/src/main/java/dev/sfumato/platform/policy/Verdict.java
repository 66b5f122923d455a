package dev.sfumato.platform.policy;

/** What a check says. */
public sealed interface Verdict {
    /** Nothing is against it. */
    Verdict ALLOWED = new Allowed();

    /** Nothing is against it. */
    record Allowed() implements Verdict {}

    /**
     * It may not be.
     *
     * @param rule for whoever asked, as "must not show people"; never the content itself
     * @param retryable whether a later try may be allowed: nothing was found, the check failed
     */
    record Refused(String rule, boolean retryable) implements Verdict {}
}
