package dev.sfumato.platform.submission;

import dev.sfumato.schemas.requests.Violation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The rule of a client's own name for a request. */
final class IdempotencyKeys {
    private static final int LONGEST = 255;

    private IdempotencyKeys() {}

    /** Nothing when the key is null or fine. */
    static List<Violation> check(@Nullable String key) {
        if (key == null || isFine(key)) {
            return List.of();
        }
        String message =
                "must be 1 to %d visible ASCII characters, got %d characters"
                        .formatted(LONGEST, key.length());
        return List.of(new Violation("idempotency_key", message));
    }

    private static boolean isFine(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST
                && key.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
