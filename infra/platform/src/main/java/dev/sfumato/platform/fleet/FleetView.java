package dev.sfumato.platform.fleet;

import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.requests.ModelDirectory;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The last heartbeat of each worker and the last snapshot of each pool. Thread-safe. */
public final class FleetView implements ModelDirectory {
    /** How long a model counts as known after the last worker that had it fell silent. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    /** How long a worker counts as living after a heartbeat. */
    public static final Duration LIVING = Duration.ofSeconds(10);

    private static final int MAX_WORKERS = 10_000;

    private final Map<String, Heartbeat> workers = new ConcurrentHashMap<>();
    private final Map<String, PoolSnapshot> pools = new ConcurrentHashMap<>();
    private final String defaultModel;
    private final Clock clock;

    public FleetView(String defaultModel, Clock clock) {
        this.defaultModel = defaultModel;
        this.clock = clock;
    }

    /** Takes a heartbeat in. */
    public void accept(Heartbeat heartbeat) {
        if (workers.size() >= MAX_WORKERS) {
            forgetSilent();
        }
        if (workers.size() < MAX_WORKERS || workers.containsKey(heartbeat.worker())) {
            workers.put(heartbeat.worker(), heartbeat);
        }
    }

    /** Takes a snapshot in. */
    public void accept(PoolSnapshot snapshot) {
        pools.put(snapshot.pool(), snapshot);
    }

    /** Workers that beat within the last 10 s and aren't stopping, by name. */
    public List<Heartbeat> living() {
        Instant limit = clock.instant().minus(LIVING);
        return workers.values().stream()
                .filter(each -> !each.stopping() && each.at().isAfter(limit))
                .sorted(Comparator.comparing(Heartbeat::worker))
                .toList();
    }

    /** Every pool, by name. */
    public List<PoolSnapshot> pools() {
        return pools.values().stream().sorted(Comparator.comparing(PoolSnapshot::pool)).toList();
    }

    /** Whether there are pools, and each has at least so many jobs waiting. */
    public boolean isFull(int backlog) {
        return !pools.isEmpty()
                && pools.values().stream().allMatch(pool -> pool.backlog() >= backlog);
    }

    /** One pool; null when dispatch hasn't spoken of it. */
    public @Nullable PoolSnapshot pool(String name) {
        return pools.get(name);
    }

    /** Whether a living worker has the model. */
    public boolean isLive(String model) {
        return living().stream().anyMatch(each -> has(each, model));
    }

    /** The pool whose workers have the model, a living one first. */
    public Optional<String> poolOf(String model) {
        return newestWith(model).map(Heartbeat::pool);
    }

    @Override
    public Optional<ModelCard> find(String id) {
        return newestWith(id).map(each -> card(each, id));
    }

    @Override
    public String defaultModel() {
        return defaultModel;
    }

    @Override
    public List<String> ids() {
        var ids = new TreeSet<String>();
        remembered().forEach(each -> each.models().forEach(card -> ids.add(card.id())));
        var ordered = new ArrayList<String>(ids.size());
        if (ids.remove(defaultModel)) {
            ordered.add(defaultModel);
        }
        ordered.addAll(ids);
        return List.copyOf(ordered);
    }

    private static boolean has(Heartbeat heartbeat, String model) {
        return card(heartbeat, model) != null;
    }

    // Asked for with every request, on event loops: no more than one look at each worker.
    private Optional<Heartbeat> newestWith(String model) {
        return remembered()
                .filter(each -> has(each, model))
                .max(Comparator.comparing(Heartbeat::at));
    }

    private Stream<Heartbeat> remembered() {
        Instant limit = clock.instant().minus(REMEMBERED);
        return workers.values().stream().filter(each -> each.at().isAfter(limit));
    }

    private static @Nullable ModelCard card(Heartbeat heartbeat, String model) {
        for (ModelCard card : heartbeat.models()) {
            if (card.id().equals(model)) {
                return card;
            }
        }
        return null;
    }

    private void forgetSilent() {
        Instant limit = clock.instant().minus(REMEMBERED);
        workers.values().removeIf(each -> each.at().isBefore(limit));
    }
}
