package dev.sfumato.platform.access;

import java.util.Set;

/** Who makes a request: everything they see and make belongs to {@code tenant}. */
public record Caller(String tenant, Set<Scope> scopes) {
    /** The tenant of an installation without authentication. */
    public static final String DEFAULT_TENANT = "default";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Everybody, where authentication is off. */
    static Caller anybody() {
        return new Caller(DEFAULT_TENANT, Set.of(Scope.values()));
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
