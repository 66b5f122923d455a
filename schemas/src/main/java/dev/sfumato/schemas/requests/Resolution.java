package dev.sfumato.schemas.requests;

import java.util.List;

/** What resolving a request gave. */
public sealed interface Resolution {
    record Resolved(ResolvedRequest request) implements Resolution {}

    /** Every broken rule, at least one. */
    record Refused(List<Violation> violations) implements Resolution {
        public Refused {
            violations = List.copyOf(violations);
        }
    }
}
