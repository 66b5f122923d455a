package dev.sfumato.worker;

import dev.sfumato.diffusion.onnx.DeviceOptions;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.worker.batching.Pace;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * How a worker is set up.
 *
 * @param id names the worker; unique among those that live
 * @param pool whose jobs it takes
 * @param slots jobs that it holds at most, 1 to 64
 * @param models folders, each a model or full of models
 * @param devices for example {@code cpu}, {@code cuda:0}
 * @param threads of one call on a CPU; 0 for as many as there are cores
 * @param spinMicros microseconds for which an idle thread of a call spins, 0 for not at all
 * @param maxRows rows in one call at most, 1 to 64
 * @param memory bytes of native memory that loaded models may take, per device
 * @param curves folder where measured cost curves are kept
 * @param pace how often runs show and save themselves
 * @param grace how long stopping may take
 * @param patience how long to go on asking an artifact store that is down
 */
public record WorkerConfig(
        String id,
        String pool,
        int slots,
        List<Path> models,
        List<String> devices,
        int threads,
        int spinMicros,
        int maxRows,
        long memory,
        Path curves,
        Pace pace,
        Duration grace,
        Duration patience) {
    private static final long MIB = 1 << 20;
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Keeps unmodifiable copies. */
    public WorkerConfig {
        models = List.copyOf(models);
        devices = List.copyOf(devices);
    }

    /**
     * Reads the keys {@code worker.*}: {@code curves.folder id pool slots models devices threads
     * spin.micros max.rows memory.mib preview.interval checkpoint.interval grace store.patience}.
     * The caller ends with {@link ConfigReader#throwIfInvalid}.
     */
    public static WorkerConfig from(ConfigReader read) {
        return new WorkerConfig(
                read.text("worker.id", "worker-" + UUID.randomUUID()),
                read.text("worker.pool", "default"),
                read.integer("worker.slots", 1, 64, 4),
                read.list("worker.models", List.of("models")).stream().map(Path::of).toList(),
                read.list("worker.devices", List.of("cpu")),
                read.integer("worker.threads", 0, 1024, 0),
                read.integer("worker.spin.micros", 0, 10_000, DeviceOptions.BRIEFLY),
                read.integer("worker.max.rows", 1, 64, 8),
                MIB * read.integer("worker.memory.mib", 1, 1 << 20, 1 << 14),
                read.path("worker.curves.folder", Path.of("data", "curves")),
                new Pace(
                        read.duration(
                                "worker.preview.interval", TICK, HOUR, Duration.ofMillis(150)),
                        read.duration(
                                "worker.checkpoint.interval", TICK, HOUR, Duration.ofSeconds(2))),
                read.duration("worker.grace", TICK, HOUR, Duration.ofSeconds(20)),
                read.duration("worker.store.patience", TICK, HOUR, Duration.ofMinutes(5)));
    }
}
