package dev.sfumato.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.http.Service;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

class TokensTest {
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private final Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);
    private Issuer issuer;
    private Tokens tokens;

    @BeforeEach
    void start() throws Exception {
        now = clock.instant();
        issuer = new Issuer();
        tokens = new Tokens(issuer.settings(), Moving.at(() -> now));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void believesEachOfTheAllowedSignatures() throws Exception {
        JWTClaimsSet claims = issuer.claims(now).build();
        for (String token :
                List.of(
                        issuer.signed(claims),
                        issuer.signedWithCurve(claims),
                        issuer.signedWithEdwards(claims))) {
            Caller caller = caller(token);
            assertThat(caller.tenant()).isEqualTo("acme");
            assertThat(caller.scopes()).isEqualTo(EnumSet.of(Scope.GENERATE, Scope.READ));
            assertThat(caller.expires()).isBetween(now, now.plus(Duration.ofDays(1)));
        }
        assertThat(issuer.asked).hasValue(1);
    }

    @Test
    void takesScopesFromAListToo() throws Exception {
        var claims = issuer.claims(now).claim("scope", List.of("operate", "email")).build();
        assertThat(caller(issuer.signed(claims)).scopes()).containsExactly(Scope.OPERATE);
    }

    @Test
    void believesNobodyWhoSignedWithNothingOrWithThePublicKey() throws Exception {
        // Given
        JWTClaimsSet claims = issuer.claims(now).build();
        byte[] publicKey = issuer.rsa.toRSAPublicKey().getEncoded();
        String mac = Issuer.signed(claims, JWSAlgorithm.HS256, "rsa", new MACSigner(publicKey));
        String none = new PlainJWT(claims).serialize();
        String[] parts = issuer.signed(claims).split("\\.");
        String unsigned = parts[0] + "." + parts[1] + ".AAAA";
        // Then
        assertRefused(mac, "must be signed with one of");
        assertRefused(none, "isn't readable");
        assertRefused(none + "AA", "isn't readable");
        assertRefused(unsigned, "must be signed with a key of its issuer");
    }

    @Test
    void believesNoOtherKeyAndNoChangedClaim() throws Exception {
        // Given
        JWTClaimsSet claims = issuer.claims(now).build();
        RSAKey other = new RSAKeyGenerator(2048).keyID("rsa").generate();
        String[] parts = issuer.signed(claims).split("\\.");
        String changed = Base64URL.encode(claims.toString().replace("acme", "evil")).toString();
        String confused = Base64URL.encode("{\"alg\":\"ES256\",\"kid\":\"rsa\"}").toString();
        // Then
        assertRefused(
                Issuer.signed(claims, JWSAlgorithm.RS256, "rsa", new RSASSASigner(other)),
                "must be signed with a key of its issuer");
        assertRefused(parts[0] + "." + changed + "." + parts[2], "signed with a key");
        assertRefused(confused + "." + parts[1] + "." + parts[2], "signed with a key");
    }

    @Test
    void refusesKeysThatAreTooShort() throws Exception {
        // Given
        RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
        issuer.show(weak);
        // Then
        assertRefused(
                Issuer.signed(
                        issuer.claims(now).build(),
                        JWSAlgorithm.RS256,
                        "weak",
                        new RSASSASigner(
                                weak.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))),
                "signed with a key");
    }

    @Test
    void namesTheClaimThatIsWrong() throws Exception {
        assertRefused(issuer.claims(now).issuer("https://other").build(), "must be of the issuer");
        assertRefused(issuer.claims(now).audience("shop").build(), "meant for the audience");
        assertRefused(issuer.claims(now).audience((String) null).build(), "the audience sfumato");
        assertRefused(issuer.claims(now).expirationTime(null).build(), "say when it expires");
        assertRefused(expiring(now.minusSeconds(31)), "has expired");
        assertRefused(
                issuer.claims(now).notBeforeTime(Date.from(now.plusSeconds(40))).build(),
                "isn't valid yet");
        assertRefused(issuer.claims(now).claim("tenant", null).build(), "must name the tenant");
        assertRefused(issuer.claims(now).claim("tenant", "a/../b").build(), "name the tenant");
        assertRefused(issuer.claims(now).claim("tenant", 7).build(), "must name the tenant");
        assertThat(caller(issuer.signed(expiring(now.minusSeconds(29)))).tenant())
                .isEqualTo("acme");
    }

    @Test
    void givesNoScopeThatIsNotNamed() throws Exception {
        var claims = issuer.claims(now).claim("scope", 7).build();
        assertThat(caller(issuer.signed(claims)).scopes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.e30", "e30.e30.e30", "W10.W10.W10"})
    void refusesWhatIsNoToken(String text) {
        assertThatThrownBy(() -> caller(text)).isInstanceOf(ProblemException.class);
    }

    @Test
    void learnsANewKeyButAsksNoMoreThanTwiceAMinute() throws Exception {
        // Given
        JWTClaimsSet claims = issuer.claims(now.plusSeconds(600)).build();
        caller(issuer.signed(claims));
        RSAKey next = new RSAKeyGenerator(2048).keyID("next").generate();
        String token = Issuer.signed(claims, JWSAlgorithm.RS256, "next", new RSASSASigner(next));
        issuer.show(next);
        // When
        for (int n = 0; n < 50; n++) {
            assertRefused(token, "signed with a key");
        }
        // Then
        assertThat(issuer.asked).hasValue(1);
        // When
        now = now.plusSeconds(31);
        // Then
        assertThat(caller(token).tenant()).isEqualTo("acme");
        assertThat(issuer.asked).hasValue(2);
    }

    @Test
    void goesOnWithTheKeysItHasWhileTheIssuerIsDown() throws Exception {
        // Given
        JWTClaimsSet claims = issuer.claims(now.plus(Duration.ofHours(25))).build();
        String token = issuer.signed(claims);
        caller(token);
        issuer.answer(500);
        // When
        now = now.plus(Duration.ofHours(23));
        // Then
        assertThat(caller(token).tenant()).isEqualTo("acme");
        // When
        now = now.plus(Duration.ofHours(2));
        // Then
        assertStatus(token, 503);
        assertStatus(token, 503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"keys\":3}"})
    void answers503WhileTheKeysAreJunk(String junk) throws Exception {
        issuer.answer(junk);
        assertStatus(issuer.signed(issuer.claims(now).build()), 503);
    }

    @Test
    void answers503WhenTheKeysAreTooLarge() throws Exception {
        issuer.answer("{\"keys\":[], \"x\":\"" + "x".repeat(300_000) + "\"}");
        assertStatus(issuer.signed(issuer.claims(now).build()), 503);
    }

    @Test
    void guardsARouteByTheTokensScopes() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx();
        var settings =
                new HttpSettings(
                        "127.0.0.1", 0, 1024, Optional.empty(), Optional.of(issuer.settings()));
        var router =
                Service.router(
                        vertx,
                        new Readiness(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        var authenticator = Access.authenticator(settings, clock);
        router.get("/read")
                .handler(Access.require(authenticator, Scope.READ))
                .handler(context -> context.end(Access.caller(context).tenant()));
        router.get("/operate")
                .handler(Access.require(authenticator, Scope.OPERATE))
                .handler(context -> context.end("done"));
        String token = issuer.signed(issuer.claims(now).build());
        try (HttpClient client = HttpClient.newHttpClient();
                Service service =
                        Service.start(vertx, Service.options(settings), router)
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(20, TimeUnit.SECONDS)) {
            // When, Then
            assertThat(ask(client, service, "/read", token)).isEqualTo("200 acme");
            assertThat(ask(client, service, "/operate", token)).startsWith("403");
            assertThat(ask(client, service, "/read", token + "x")).startsWith("401");
            assertThat(ask(client, service, "/read", "an-api-key")).startsWith("401");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void readsItsSettingsAndNamesEveryMistake() {
        // Given
        var read =
                new ConfigReader(
                        Map.of(
                                "http.jwt.keys", "http://id.example/keys",
                                "http.jwt.algorithms", "RS256,HS256",
                                "http.jwt.leeway", "1h",
                                "http.jwt.issuer", Issuer.NAME));
        // When
        assertThat(TokenSettings.from(read)).isPresent();
        // Then
        assertThatThrownBy(read::throwIfInvalid)
                .hasMessageContaining("http.jwt.keys must be an https address")
                .hasMessageContaining("http.jwt.algorithms must be some of RS256,ES256,EdDSA")
                .hasMessageContaining("http.jwt.leeway must be a duration")
                .hasMessageContaining("http.jwt.audience must be set");
    }

    @Test
    void wantsNoTokensUnlessToldTo() {
        var read = new ConfigReader(Map.of());
        assertThat(TokenSettings.from(read)).isEmpty();
        read.throwIfInvalid();
    }

    private JWTClaimsSet expiring(Instant at) {
        return issuer.claims(now).expirationTime(Date.from(at)).build();
    }

    private Caller caller(String token) {
        try {
            return tokens.caller(token).orTimeout(20, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw problem;
            }
            throw e;
        }
    }

    private void assertRefused(JWTClaimsSet claims, String rule) throws Exception {
        assertRefused(issuer.signed(claims), rule);
    }

    private void assertRefused(String token, String rule) {
        assertThatThrownBy(() -> caller(token))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> {
                            assertThat(refused.problem().status()).isEqualTo(401);
                            assertThat(refused.problem().detail()).contains(rule);
                        });
    }

    private void assertStatus(String token, int status) {
        assertThatThrownBy(() -> caller(token))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(status));
    }

    private static String ask(HttpClient client, Service service, String path, String bearer)
            throws Exception {
        var answer =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + service.port() + path))
                                .header("Authorization", "Bearer " + bearer)
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
