package dev.sfumato.platform.access;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who makes a request: everything they see and make belongs to {@code tenant}.
 *
 * @param expires until when their credential holds; {@link Instant#MAX} for keys, which don't
 *     expire
 */
public record Caller(String tenant, Set<Scope> scopes, Instant expires) {
    /** The tenant of an installation without authentication. */
    public static final String DEFAULT_TENANT = "default";

    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** One whose credential doesn't expire. */
    public Caller(String tenant, Set<Scope> scopes) {
        this(tenant, scopes, Instant.MAX);
    }

    /** Whether a text can name a tenant: 1 to 64 of a-z 0-9 . _ - */
    static boolean isTenant(String text) {
        return TENANT.matcher(text).matches();
    }

    /** Everybody, where authentication is off. */
    static Caller anybody() {
        return new Caller(DEFAULT_TENANT, Set.of(Scope.values()));
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
