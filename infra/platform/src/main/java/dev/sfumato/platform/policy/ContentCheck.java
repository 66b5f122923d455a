package dev.sfumato.platform.policy;

import dev.sfumato.schemas.requests.ResolvedRequest;

/**
 * An installation's own check. Put a jar with an implementation and its name in {@code
 * META-INF/services/dev.sfumato.platform.policy.ContentCheck} on the class path of ingest (for
 * requests) and of the workers (for previews and pictures); it needs a constructor without
 * parameters. It must be thread-safe, and gives the same answer when it is asked again.
 *
 * <p>Requests are checked on the thread that admits them one after the other: an answer should take
 * milliseconds. A check that throws, or takes longer than {@link ContentChecks#DEADLINE}, refuses.
 */
public interface ContentCheck {

    /** Whether a request may run, with everything that it left open decided. */
    default Verdict request(String tenant, ResolvedRequest request) {
        return Verdict.ALLOWED;
    }

    /** Whether a picture may be seen. */
    default Verdict picture(Picture picture) {
        return Verdict.ALLOWED;
    }
}
