package dev.sfumato.platform.access;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

import org.jspecify.annotations.Nullable;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Callers by signed token (JWT, RFC 7519, checked as RFC 8725 advises). Every failure is a {@link
 * ProblemException}: 401 with the rule that is broken, 503 while the issuer's keys can't be had.
 * Any thread.
 */
final class Tokens {
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final TokenSettings settings;
    private final SigningKeys keys;
    private final Clock clock;

    Tokens(TokenSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        keys = new SigningKeys(settings.keys(), clock);
    }

    /** Whether a text has a signed token's three parts. */
    static boolean looksLike(String text) {
        return FORM.matcher(text).matches();
    }

    /** The caller that a token speaks for. */
    CompletableFuture<Caller> caller(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            SigningAlgorithm algorithm = algorithm(token.getHeader());
            return keys.matching(algorithm, token.getHeader())
                    .exceptionally(Tokens::unavailable)
                    .thenApply(candidates -> verified(token, algorithm, candidates));
        } catch (ParseException | RuntimeException e) {
            return CompletableFuture.failedFuture(
                    e instanceof ProblemException known ? known : refused("isn't readable"));
        }
    }

    private SigningAlgorithm algorithm(JWSHeader header) {
        SigningAlgorithm algorithm = SigningAlgorithm.named(header.getAlgorithm().getName());
        if (algorithm == null || !settings.algorithms().contains(algorithm)) {
            throw refused("must be signed with one of " + settings.algorithms());
        }
        boolean known =
                header.getType() == null
                        || TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT));
        if (!known) {
            throw refused("must be of type JWT or at+jwt");
        }
        return algorithm;
    }

    private Caller verified(SignedJWT token, SigningAlgorithm algorithm, List<JWK> candidates) {
        if (candidates.stream().noneMatch(key -> algorithm.verifies(token, key))) {
            throw refused("must be signed with a key of its issuer");
        }
        try {
            JWTClaimsSet claims = token.getJWTClaimsSet();
            requireMeantForUs(claims);
            requireInTime(claims);
            return new Caller(
                    tenant(claims),
                    scopes(claims.getClaim(settings.scopeClaim())),
                    claims.getExpirationTime().toInstant().plus(settings.leeway()));
        } catch (ParseException e) {
            throw refused("must have claims of the usual types");
        }
    }

    private void requireMeantForUs(JWTClaimsSet claims) {
        if (!settings.issuer().equals(claims.getIssuer())) {
            throw refused("must be of the issuer " + settings.issuer());
        }
        if (!claims.getAudience().contains(settings.audience())) {
            throw refused("must be meant for the audience " + settings.audience());
        }
    }

    private void requireInTime(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        if (expires == null || !now.isBefore(expires.toInstant().plus(settings.leeway()))) {
            throw refused(expires == null ? "must say when it expires" : "has expired");
        }
        Date from = claims.getNotBeforeTime();
        if (from != null && now.isBefore(from.toInstant().minus(settings.leeway()))) {
            throw refused("isn't valid yet");
        }
    }

    private String tenant(JWTClaimsSet claims) {
        Object tenant = claims.getClaim(settings.tenantClaim());
        if (tenant instanceof String text && Caller.isTenant(text)) {
            return text;
        }
        throw refused(
                "must name the tenant in its claim '%s': 1 to 64 of a-z 0-9 . _ -"
                        .formatted(settings.tenantClaim()));
    }

    /** Ours among the token's; others are somebody else's. */
    private Set<Scope> scopes(@Nullable Object claim) {
        Collection<?> given =
                switch (claim) {
                    case String text -> Arrays.asList(text.split(" +"));
                    case Collection<?> list -> list;
                    case null, default -> List.of();
                };
        var scopes = EnumSet.noneOf(Scope.class);
        for (Scope scope : Scope.values()) {
            if (given.contains(settings.scopePrefix() + scope.written())) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    private static List<JWK> unavailable(Throwable failure) {
        throw new ProblemException(
                Problem.unavailable("the issuer's keys can't be had now", RETRY_AFTER));
    }

    private static ProblemException refused(String rule) {
        return new ProblemException(Problem.unauthenticated("the token " + rule));
    }
}
