package dev.sfumato.platform.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * How a token may be signed: by a private key whose public half the issuer shows. Nothing else is
 * ever believed; a kind of key goes with one algorithm only, whatever a token claims.
 */
public enum SigningAlgorithm {
    /** RSASSA-PKCS1-v1_5 with SHA-256, keys of at least 2048 bits. */
    RS256("RS256"),
    /** ECDSA with P-256 and SHA-256. */
    ES256("ES256"),
    /** Ed25519. */
    EDDSA("EdDSA");

    private static final int LEAST_RSA_BITS = 2048;

    private final String written;

    SigningAlgorithm(String written) {
        this.written = written;
    }

    /** As tokens and settings write them. */
    static List<String> names() {
        return Arrays.stream(values()).map(each -> each.written).toList();
    }

    /** Null for anything that isn't one of them; RFC 9864's name of EdDSA is known too. */
    static @Nullable SigningAlgorithm named(String name) {
        String plain = name.equals("Ed25519") ? EDDSA.written : name;
        return Arrays.stream(values())
                .filter(each -> each.written.equals(plain))
                .findFirst()
                .orElse(null);
    }

    /** Whether a key may have made the signature of a token with that header. */
    boolean fits(JWK key, JWSHeader header) {
        boolean named = header.getKeyID() == null || header.getKeyID().equals(key.getKeyID());
        boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean agrees = key.getAlgorithm() == null || named(key.getAlgorithm().getName()) == this;
        return named && signs && agrees && isOfKind(key);
    }

    /** Whether the key made the token's signature. */
    boolean verifies(SignedJWT token, JWK key) {
        try {
            return switch (this) {
                case RS256 -> token.verify(new RSASSAVerifier(key.toRSAKey()));
                case ES256 -> token.verify(new ECDSAVerifier(key.toECKey()));
                case EDDSA -> token.verify(new Ed25519Verifier(key.toOctetKeyPair()));
            };
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    private boolean isOfKind(JWK key) {
        return switch (this) {
            case RS256 -> key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS;
            case ES256 -> key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256);
            case EDDSA -> key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519);
        };
    }
}
