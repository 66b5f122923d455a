package dev.sfumato.schemas.events;

import java.time.Instant;
import java.util.List;

/**
 * A worker's sign of life; the value of {@code sfumato.workers}.
 *
 * @param slots jobs that it holds at most
 * @param running ids that it holds now
 * @param devices for example {@code cpu:0}
 * @param models what it can run
 * @param stopping whether it takes no more work
 */
public record Heartbeat(
        String worker,
        String pool,
        Instant at,
        int slots,
        List<GenerationId> running,
        List<String> devices,
        List<ModelCard> models,
        boolean stopping) {
    public Heartbeat {
        running = List.copyOf(running);
        devices = List.copyOf(devices);
        models = List.copyOf(models);
    }
}
