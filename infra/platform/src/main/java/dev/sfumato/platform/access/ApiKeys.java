package dev.sfumato.platform.access;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Keys that callers may bring, of which only hashes are kept. */
final class ApiKeys {
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
    static ApiKeys load(Path file) throws IOException {
        return new ApiKeys(ApiKeyFile.parse(Files.readAllLines(file, StandardCharsets.UTF_8)));
    }

    /**
     * Whom a key belongs to; null when nobody. Compares with every key, so that the time taken
     * tells nothing about any of them.
     */
    @Nullable Caller find(String key) {
        byte[] hash = sha256(key);
        Caller found = null;
        for (ApiKey each : keys) {
            if (each.matches(hash)) {
                found = each.caller();
            }
        }
        return found;
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
