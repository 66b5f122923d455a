package dev.sfumato.platform.access;

import java.security.MessageDigest;

/** One key's hash and what it opens. */
final class ApiKey {
    private final String id;
    private final byte[] hash;
    private final Caller caller;

    /** Takes ownership of {@code hash}, 32 bytes. */
    ApiKey(String id, byte[] hash, Caller caller) {
        this.id = id;
        this.hash = hash;
        this.caller = caller;
    }

    String id() {
        return id;
    }

    Caller caller() {
        return caller;
    }

    boolean matches(byte[] other) {
        return MessageDigest.isEqual(hash, other);
    }
}
