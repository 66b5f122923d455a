package dev.sfumato.platform.access;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The public keys of an issuer, fetched when needed and kept. A key that isn't known makes them be
 * fetched again, at most every 30 s, so that a flood of forged tokens reaches nobody. Any thread.
 */
final class SigningKeys {
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(30);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;

    private final HttpClient http;
    private final URI address;
    private final Clock clock;
    private @Nullable Held held;
    private @Nullable Instant tried;
    private @Nullable CompletableFuture<Held> fetching;

    private record Held(List<JWK> keys, Instant at) {
        List<JWK> matching(SigningAlgorithm algorithm, JWSHeader header) {
            return keys.stream().filter(key -> algorithm.fits(key, header)).toList();
        }
    }

    SigningKeys(URI address, Clock clock) {
        this.address = address;
        this.clock = clock;
        http =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(DEADLINE)
                        .build();
    }

    /** The keys that may have signed a token; fails when none can be had from the issuer. */
    CompletableFuture<List<JWK>> matching(SigningAlgorithm algorithm, JWSHeader header) {
        Held known = known();
        List<JWK> found = known == null ? List.of() : known.matching(algorithm, header);
        if (known == null || found.isEmpty()) {
            return fetched().thenApply(keys -> keys.matching(algorithm, header));
        }
        if (age(known.at()).compareTo(FRESH) > 0) {
            var _ = fetched();
        }
        return CompletableFuture.completedFuture(found);
    }

    private synchronized @Nullable Held known() {
        Held now = held;
        return now == null || age(now.at()).compareTo(KEPT) > 0 ? null : now;
    }

    private synchronized CompletableFuture<Held> fetched() {
        if (fetching != null) {
            return fetching;
        }
        if (tried != null && age(tried).compareTo(AT_MOST_EVERY) < 0) {
            Held now = known();
            return now == null
                    ? CompletableFuture.failedFuture(new IOException("the keys were not to be had"))
                    : CompletableFuture.completedFuture(now);
        }
        tried = clock.instant();
        CompletableFuture<Held> started = fetch();
        fetching = started;
        var _ = started.whenComplete(this::end);
        return started;
    }

    private synchronized void end(@Nullable Held fresh, @Nullable Throwable failure) {
        fetching = null;
        if (fresh == null) {
            log.atWarn()
                    .addKeyValue("address", address)
                    .addKeyValue("cause", String.valueOf(failure))
                    .log("the issuer's keys can't be fetched");
        } else {
            held = fresh;
        }
    }

    private CompletableFuture<Held> fetch() {
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .timeout(DEADLINE)
                        .header("Accept", "application/jwk-set+json, application/json")
                        .build();
        return http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES))
                .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(this::read);
    }

    private Held read(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new UncheckedIOException(
                    new IOException("the issuer answered " + answer.statusCode()));
        }
        try {
            return new Held(List.copyOf(JWKSet.parse(answer.body()).getKeys()), clock.instant());
        } catch (ParseException e) {
            throw new UncheckedIOException(new IOException("the issuer's keys are no JWK set"));
        }
    }

    /** However a clock jumped. */
    private Duration age(Instant at) {
        return Duration.between(at, clock.instant()).abs();
    }
}
