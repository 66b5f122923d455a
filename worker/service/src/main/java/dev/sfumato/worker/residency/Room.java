package dev.sfumato.worker.residency;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a device's memory holds and may hold. Whoever owns it guards it by a lock. */
final class Room {
    /** Loading takes as much as the files, or more, but hardly this many times as much. */
    private static final int MOST_TIMES = 4;

    private final long budget;
    private final Map<String, Resident> residents = new LinkedHashMap<>(16, 0.75f, true);

    /** A model that is there or on its way. */
    static final class Resident {
        final CompletableFuture<Void> loaded = new CompletableFuture<>();
        int users;
        private long bytes;

        /**
         * On its way.
         *
         * @param bytes of its files
         */
        Resident(long bytes) {
            this.bytes = bytes;
        }

        /**
         * Corrects the estimate by what the process has grown while it was loaded. What else
         * happened meanwhile is in there too, so not everything is believed.
         */
        void weigh(long grown) {
            bytes = Math.clamp(grown, bytes, MOST_TIMES * bytes);
        }

        boolean isLoaded() {
            return loaded.isDone() && !loaded.isCompletedExceptionally();
        }

        private boolean isIdle() {
            return users == 0 && loaded.isDone();
        }
    }

    /** Room for {@code budget} bytes. */
    Room(long budget) {
        this.budget = budget;
    }

    /** Why a model found no room. */
    String refusal(KnownModel model) {
        return "model %s of %d bytes must fit into %d with what is in use"
                .formatted(model.id(), model.bytes(), budget);
    }

    /** The model of that id, which counts as used now; null if it isn't there. */
    @Nullable Resident find(String id) {
        return residents.get(id);
    }

    boolean holds(String id) {
        return residents.containsKey(id);
    }

    void add(String id, Resident resident) {
        residents.put(id, resident);
    }

    void remove(String id, Resident resident) {
        residents.remove(id, resident);
    }

    int count() {
        return residents.size();
    }

    long used() {
        return residents.values().stream().mapToLong(each -> each.bytes).sum();
    }

    /**
     * Takes out who isn't used, least recently used first, until {@code bytes} more fit.
     *
     * @return whom; null, and nobody is taken out, if that isn't enough
     */
    @Nullable List<String> clear(long bytes) {
        long used = used();
        var leaving = new ArrayList<String>();
        for (var each : residents.entrySet()) {
            if (used + bytes <= budget) {
                break;
            }
            if (each.getValue().isIdle()) {
                used -= each.getValue().bytes;
                leaving.add(each.getKey());
            }
        }
        if (used + bytes > budget) {
            return null;
        }
        residents.keySet().removeAll(leaving);
        return leaving;
    }
}
