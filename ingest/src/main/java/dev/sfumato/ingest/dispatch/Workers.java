package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The pool's live workers, by their last heartbeat. One owner thread. */
final class Workers {

    private final Duration liveness;
    private final Map<String, Seen> workers = new HashMap<>();

    private record Seen(Heartbeat heartbeat, Instant at) {}

    Workers(Duration liveness) {
        this.liveness = liveness;
    }

    void seen(Heartbeat heartbeat, Instant now) {
        workers.put(heartbeat.worker(), new Seen(heartbeat, now));
    }

    void bury(Instant now) {
        // The clock may have gone back: nobody lives longer for that.
        workers.replaceAll(
                (name, seen) -> seen.at().isAfter(now) ? new Seen(seen.heartbeat(), now) : seen);
        workers.values().removeIf(seen -> seen.at().plus(liveness).isBefore(now));
    }

    int count() {
        return workers.size();
    }

    /** Slots of workers that take work. */
    int slots() {
        return workers.values().stream().mapToInt(seen -> slots(seen.heartbeat())).sum();
    }

    /** Whether some worker could take a job now. */
    boolean anyFree() {
        return workers.values().stream()
                .map(Seen::heartbeat)
                .anyMatch(heartbeat -> heartbeat.running().size() < slots(heartbeat));
    }

    /** Generations that a live worker says it holds. */
    Set<GenerationId> running() {
        Set<GenerationId> running = new HashSet<>();
        workers.values().forEach(seen -> running.addAll(seen.heartbeat().running()));
        return running;
    }

    private static int slots(Heartbeat heartbeat) {
        return heartbeat.stopping() ? 0 : Math.max(0, heartbeat.slots());
    }
}
