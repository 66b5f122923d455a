package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Says whether two requests are the same: lower-case hex SHA-256 of the request as canonical JSON
 * (RFC 8785) before defaults.
 */
public final class BodyHash {
    private BodyHash() {}

    /** The same through every door, once inline inputs are stored. */
    public static String of(GenerationRequest request) {
        return of(RequestWriter.write(request));
    }

    static String of(JsonNode body) {
        byte[] canonical = CanonicalJson.of(body).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(sha256().digest(canonical));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
