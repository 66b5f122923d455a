package dev.sfumato.platform.artifacts;

import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks AWS Signature Version 4 of a request, in its headers or in its query. */
record S3Signature(String accessKey, String secretKey, String region, Clock clock) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration SKEW = Duration.ofMinutes(15);

    private record Claim(
            String credential, String headers, String signature, String date, String payload) {}

    /** Why a request is refused, as S3's error code; null when it is signed as it must be. */
    @Nullable String refusal(HttpServerRequest request, byte[] body) {
        boolean inQuery = request.query() != null && request.query().contains("X-Amz-Signature=");
        Claim claim = inQuery ? inQuery(request) : inHeaders(request);
        if (claim == null) {
            return "AccessDenied";
        }
        String scope = claim.date().substring(0, 8) + "/" + region + "/s3/aws4_request";
        if (!claim.credential().equals(accessKey + "/" + scope)) {
            return "InvalidAccessKeyId";
        }
        Instant signed = Instant.from(DATE.parse(claim.date()));
        Duration age = Duration.between(signed, clock.instant());
        Duration valid =
                inQuery ? Duration.ofSeconds(Long.parseLong(parameter(request, "Expires"))) : SKEW;
        if (age.compareTo(valid) > 0 || age.compareTo(SKEW.negated()) < 0) {
            return "AccessDenied";
        }
        if (!claim.payload().equals(UNSIGNED) && !claim.payload().equals(hex(sha256(body)))) {
            return "XAmzContentSHA256Mismatch";
        }
        String expected = sign(claim, scope, canonical(request, claim));
        return expected.equals(claim.signature()) ? null : "SignatureDoesNotMatch";
    }

    private static @Nullable Claim inHeaders(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith(ALGORITHM + " ")) {
            return null;
        }
        Map<String, String> parts =
                Arrays.stream(header.substring(ALGORITHM.length() + 1).split(",\\s*", -1))
                        .map(part -> part.split("=", 2))
                        .collect(Collectors.toMap(part -> part[0], part -> part[1]));
        return new Claim(
                parts.get("Credential"),
                parts.get("SignedHeaders"),
                parts.get("Signature"),
                request.getHeader("x-amz-date"),
                request.getHeader("x-amz-content-sha256"));
    }

    private static Claim inQuery(HttpServerRequest request) {
        return new Claim(
                parameter(request, "Credential"),
                parameter(request, "SignedHeaders"),
                parameter(request, "Signature"),
                parameter(request, "Date"),
                UNSIGNED);
    }

    private static String canonical(HttpServerRequest request, Claim claim) {
        String headers =
                Arrays.stream(claim.headers().split(";", -1))
                        .map(name -> name + ":" + value(request, name) + "\n")
                        .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method().name(),
                request.path(),
                query(request),
                headers,
                claim.headers(),
                claim.payload());
    }

    private static String value(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value.strip();
    }

    private static String query(HttpServerRequest request) {
        if (request.query() == null) {
            return "";
        }
        var sorted = new TreeMap<String, List<String>>();
        for (String pair : request.query().split("&", -1)) {
            String[] halves = pair.split("=", 2);
            if (!halves[0].equals("X-Amz-Signature")) {
                String value = halves.length == 1 ? "" : halves[1];
                sorted.computeIfAbsent(coded(halves[0]), name -> new ArrayList<>())
                        .add(coded(value));
            }
        }
        return sorted.entrySet().stream()
                .flatMap(e -> e.getValue().stream().sorted().map(v -> e.getKey() + "=" + v))
                .collect(Collectors.joining("&"));
    }

    private String sign(Claim claim, String scope, String canonical) {
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        byte[] hash = sha256(canonical.getBytes(StandardCharsets.UTF_8));
        return hex(hmac(key, String.join("\n", ALGORITHM, claim.date(), scope, hex(hash))));
    }

    private static String parameter(HttpServerRequest request, String name) {
        return request.getParam("X-Amz-" + name);
    }

    private static String coded(String raw) {
        String plain = URLDecoder.decode(raw, StandardCharsets.UTF_8);
        return URLEncoder.encode(plain, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
