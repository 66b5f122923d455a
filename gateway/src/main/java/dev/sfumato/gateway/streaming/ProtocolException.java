package dev.sfumato.gateway.streaming;

import org.jspecify.annotations.Nullable;

/** A message that can't be understood; the answer says why. */
final class ProtocolException extends Exception {
    private final String code;
    private final @Nullable String ref;
    private final @Nullable String id;

    ProtocolException(String code, String message, @Nullable String ref, @Nullable String id) {
        super(message, null, false, false);
        this.code = code;
        this.ref = ref;
        this.id = id;
    }

    String answer() {
        return Answers.error(code, getMessage(), ref, id);
    }
}
