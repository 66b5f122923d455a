package dev.sfumato.platform.http;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Whether a service can do its work: every named part must be ready. Any thread. */
public final class Readiness {
    private final Map<String, Part> parts = new ConcurrentHashMap<>();

    /** Adds a part, which isn't ready yet: it is starting. */
    public Part part(String name) {
        return parts.computeIfAbsent(name, ignored -> new Part());
    }

    /** What isn't ready, and why; empty when the service is. */
    public Map<String, String> reasons() {
        var reasons = new TreeMap<String, String>();
        parts.forEach(
                (name, part) -> {
                    String reason = part.reason;
                    if (reason != null) {
                        reasons.put(name, reason);
                    }
                });
        return reasons;
    }

    public boolean isReady() {
        return reasons().isEmpty();
    }

    /** One part of a service; whoever runs it says how it is. */
    public static final class Part {
        private volatile @Nullable String reason = "starting";

        private Part() {}

        public void ready() {
            reason = null;
        }

        /**
         * Not now.
         *
         * @param why for operators; constant sentences, no user data
         */
        public void notReady(String why) {
            reason = why;
        }
    }
}
