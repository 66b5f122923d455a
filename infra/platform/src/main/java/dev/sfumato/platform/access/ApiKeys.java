package dev.sfumato.platform.access;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Authentication by keys: {@code Authorization: Bearer <key>}, of which only hashes are kept. */
public final class ApiKeys implements Authenticator {
    private static final String BEARER = "Bearer ";

    private final List<ApiKey> keys;

    ApiKeys(List<ApiKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads a file of keys: a line each, {@code tenant,key id,SHA-256 as hex,scope scope}; empty
     * lines and those that begin with {@code #} don't count.
     *
     * @throws IOException when the file can't be read
     * @throws IllegalArgumentException listing every line with a mistake
     */
    public static ApiKeys load(Path file) throws IOException {
        return new ApiKeys(ApiKeyFile.parse(Files.readAllLines(file, StandardCharsets.UTF_8)));
    }

    @Override
    public Future<Caller> authenticate(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return refused("'Authorization: Bearer <key>' is needed");
        }
        Caller caller = find(header.substring(BEARER.length()).strip());
        return caller == null ? refused("the key isn't known") : Future.succeededFuture(caller);
    }

    /** Compares with every key, so that the time taken tells nothing about any of them. */
    private @Nullable Caller find(String key) {
        byte[] hash = sha256(key);
        Caller found = null;
        for (ApiKey each : keys) {
            if (each.matches(hash)) {
                found = each.caller();
            }
        }
        return found;
    }

    private static Future<Caller> refused(String why) {
        return Future.failedFuture(new ProblemException(Problem.unauthenticated(why)));
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
