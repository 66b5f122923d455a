package dev.sfumato.schemas.requests;

import java.util.List;

/** What reading a request gave. */
public sealed interface Reading {
    record Valid(GenerationRequest request) implements Reading {}

    /** Every broken rule, at least one. */
    record Invalid(List<Violation> violations) implements Reading {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }
}
