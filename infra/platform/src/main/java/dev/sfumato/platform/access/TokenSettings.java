package dev.sfumato.platform.access;

import dev.sfumato.platform.config.ConfigReader;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose signed tokens (JWT) are believed, and where they say what.
 *
 * @param keys address of the issuer's keys (a JWK set), https unless it is on loopback
 * @param issuer what {@code iss} must be
 * @param audience what {@code aud} must hold
 * @param algorithms that a token may be signed with
 * @param tenantClaim name of the claim that names the tenant
 * @param scopeClaim name of the claim with the scopes: a text with blanks between, or a list
 * @param scopePrefix what our scopes begin with there, as {@code sfumato:}; may be empty
 * @param leeway by how much clocks may differ
 */
public record TokenSettings(
        URI keys,
        String issuer,
        String audience,
        Set<SigningAlgorithm> algorithms,
        String tenantClaim,
        String scopeClaim,
        String scopePrefix,
        Duration leeway) {
    private static final String KEYS = "http.jwt.keys";
    private static final String ISSUER = "http.jwt.issuer";
    private static final String AUDIENCE = "http.jwt.audience";
    private static final String ALGORITHMS = "http.jwt.algorithms";
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final Duration LONGEST_LEEWAY = Duration.ofMinutes(5);

    public TokenSettings {
        algorithms = Set.copyOf(algorithms);
    }

    /**
     * Reads {@code http.jwt.*}: {@code keys issuer audience algorithms tenant.claim scope.claim
     * scope.prefix leeway}. The first three belong together; without any of them there are no
     * tokens.
     */
    public static Optional<TokenSettings> from(ConfigReader read) {
        Optional<String> keys = read.optionalText(KEYS);
        Optional<String> issuer = read.optionalText(ISSUER);
        Optional<String> audience = read.optionalText(AUDIENCE);
        var settings =
                new TokenSettings(
                        keys.map(text -> address(read, text)).orElse(URI.create("")),
                        issuer.orElse(""),
                        audience.orElse(""),
                        algorithms(read),
                        read.text("http.jwt.tenant.claim", "tenant"),
                        read.text("http.jwt.scope.claim", "scope"),
                        read.optionalText("http.jwt.scope.prefix").orElse(""),
                        read.duration("http.jwt.leeway", Duration.ZERO, LONGEST_LEEWAY, LEEWAY));
        if (keys.isEmpty() && issuer.isEmpty() && audience.isEmpty()) {
            return Optional.empty();
        }
        for (String key : List.of(KEYS, ISSUER, AUDIENCE)) {
            if (read.optionalText(key).isEmpty()) {
                read.reject(key, "must be set, as another http.jwt setting is");
            }
        }
        return Optional.of(settings);
    }

    private static URI address(ConfigReader read, String text) {
        try {
            URI address = URI.create(text);
            boolean safe =
                    "https".equals(address.getScheme())
                            || ("http".equals(address.getScheme()) && isLoopback(address));
            if (safe && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, like any other address that isn't one.
        }
        read.reject(KEYS, "must be an https address, or http on loopback");
        return URI.create("");
    }

    private static boolean isLoopback(URI address) {
        return List.of("127.0.0.1", "localhost", "[::1]").contains(address.getHost());
    }

    private static Set<SigningAlgorithm> algorithms(ConfigReader read) {
        var chosen = EnumSet.noneOf(SigningAlgorithm.class);
        for (String name : read.list(ALGORITHMS, SigningAlgorithm.names())) {
            SigningAlgorithm algorithm = SigningAlgorithm.named(name);
            if (algorithm == null) {
                read.reject(
                        ALGORITHMS,
                        "must be some of " + String.join(",", SigningAlgorithm.names()));
            } else {
                chosen.add(algorithm);
            }
        }
        return chosen;
    }
}
