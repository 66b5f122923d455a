package dev.sfumato.ingest.dispatch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where waiting jobs stand, as of the last second, for the pools whose queues this instance owns.
 * Any thread may ask; stream threads write.
 */
public final class Positions {
    private final Map<String, Map<String, Map<String, Integer>>> pools = new ConcurrentHashMap<>();

    /**
     * Jobs that go before each of a tenant's waiting jobs, by id; without those that stand too far
     * back.
     */
    public Map<String, Integer> of(String pool, String tenant) {
        return pools.getOrDefault(pool, Map.of()).getOrDefault(tenant, Map.of());
    }

    void set(String pool, List<FairOrder.Item> order) {
        Map<String, Map<String, Integer>> positions = new HashMap<>();
        int position = 0;
        for (FairOrder.Item item : order) {
            positions
                    .computeIfAbsent(item.flow().tenant(), tenant -> new HashMap<>())
                    .put(item.id().toString(), position++);
        }
        pools.put(pool, positions);
    }

    void forget(String pool) {
        pools.remove(pool);
    }
}
