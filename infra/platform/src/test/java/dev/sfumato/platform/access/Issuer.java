package dev.sfumato.platform.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider: keys at an address, and tokens signed with them. */
final class Issuer implements AutoCloseable {
    static final String NAME = "https://id.example";
    static final String AUDIENCE = "sfumato";

    final RSAKey rsa;
    final ECKey ec;
    final AtomicInteger asked = new AtomicInteger();
    private final KeyPair ed;
    private final HttpServer server;
    private volatile String keys = "";
    private volatile int status = 200;

    Issuer() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        show(rsa, ec, edwards());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext(
                "/keys",
                exchange -> {
                    asked.incrementAndGet();
                    byte[] body = keys.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    TokenSettings settings() {
        return new TokenSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"),
                NAME,
                AUDIENCE,
                EnumSet.allOf(SigningAlgorithm.class),
                "tenant",
                "scope",
                "",
                Duration.ofSeconds(30));
    }

    /** Shows the public halves of these keys from now on. */
    void show(JWK... shown) {
        keys = new JWKSet(List.of(shown)).toPublicJWKSet().toString();
    }

    void answer(int code) {
        status = code;
    }

    void answer(String body) {
        keys = body;
    }

    JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(AUDIENCE)
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("tenant", "acme")
                .claim("scope", "openid generate read");
    }

    String signed(JWTClaimsSet claims) throws Exception {
        return signed(claims, JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa));
    }

    String signedWithCurve(JWTClaimsSet claims) throws Exception {
        return signed(claims, JWSAlgorithm.ES256, "ec", new ECDSASigner(ec));
    }

    static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String key, JWSSigner signer)
            throws Exception {
        var token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    String signedWithEdwards(JWTClaimsSet claims) throws Exception {
        String head =
                Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"ed\",\"typ\":\"JWT\"}").toString();
        String input = head + "." + Base64URL.encode(claims.toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(ed.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signature.sign());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The encoded key's last 32 bytes are the key (RFC 8410). */
    private OctetKeyPair edwards() {
        byte[] encoded = ed.getPublic().getEncoded();
        byte[] key = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(key)).keyID("ed").build();
    }
}
