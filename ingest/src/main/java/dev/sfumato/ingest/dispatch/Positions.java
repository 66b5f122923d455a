package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.GenerationId;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where waiting jobs stand, as of the last second, for the pools whose queues this instance owns.
 * Any thread may ask; stream threads write.
 */
public final class Positions {

    private final Map<String, Map<GenerationId, Integer>> pools = new ConcurrentHashMap<>();

    /**
     * Jobs that go before a waiting job; empty when it doesn't wait here or stands too far back.
     */
    public OptionalInt of(String pool, GenerationId id) {
        Integer position = pools.getOrDefault(pool, Map.of()).get(id);
        return position == null ? OptionalInt.empty() : OptionalInt.of(position);
    }

    void set(String pool, List<GenerationId> order) {
        Map<GenerationId, Integer> positions = HashMap.newHashMap(order.size());
        for (GenerationId id : order) {
            positions.put(id, positions.size());
        }
        pools.put(pool, positions);
    }

    void forget(String pool) {
        pools.remove(pool);
    }
}
