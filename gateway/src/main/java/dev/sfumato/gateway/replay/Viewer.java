package dev.sfumato.gateway.replay;

import org.jspecify.annotations.Nullable;

/**
 * Who watches: only their own tenant's generations.
 *
 * @param authorization what they authenticated with, passed on to the status view; null where
 *     authentication is off
 */
public record Viewer(String tenant, @Nullable String authorization) {
    /** Leaves the credential out. */
    @Override
    public String toString() {
        return "Viewer[" + tenant + "]";
    }
}
