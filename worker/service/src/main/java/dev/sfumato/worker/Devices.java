package dev.sfumato.worker;

import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.DeviceOptions;
import dev.sfumato.worker.batching.Batcher;
import dev.sfumato.worker.batching.Policy;
import dev.sfumato.worker.metering.DeviceMeters;
import dev.sfumato.worker.residency.Lease;
import dev.sfumato.worker.residency.ModelShelf;
import dev.sfumato.worker.residency.Residency;

import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A worker's devices, each with its thread and its models, and the threads for other work. */
final class Devices implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Devices.class);
    private static final Duration PRELOAD = Duration.ofMinutes(5);
    private static final int COMPUTE_THREADS = 2;
    private static final int SHAPES = 32;

    private final List<Residency> list = new ArrayList<>();
    private final ExecutorService compute;

    private Devices(int runs) {
        var threads =
                new ThreadPoolExecutor(
                        COMPUTE_THREADS,
                        COMPUTE_THREADS,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(runs + 1),
                        Thread.ofPlatform().name("compute-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        compute = threads;
    }

    /** Opens the devices of a configuration; all are checked before one is started. */
    static Devices open(WorkerConfig config, MeterRegistry registry) {
        var options =
                new DeviceOptions(config.threads(), config.spinMicros(), config.maxRows(), SHAPES);
        List<Device> found =
                config.devices().stream().map(name -> Device.of(name, options)).toList();
        // A run that has lost its job may still be leaving when its slot takes another one.
        int runs = 2 * config.slots();
        var devices = new Devices(runs);
        for (Device device : found) {
            var meters = new DeviceMeters(registry, device.name());
            Batcher batcher =
                    Batcher.start(
                            device.name(),
                            runs,
                            config.maxRows(),
                            Policy.continuous(config.slots()),
                            devices.compute,
                            meters);
            meters.watch("sfumato.worker.runs.aboard", "runs aboard", batcher, Batcher::load);
            devices.list.add(
                    Residency.on(batcher, device, config.memory(), config.curves(), meters));
        }
        return devices;
    }

    List<Residency> list() {
        return List.copyOf(list);
    }

    List<String> names() {
        return list.stream().map(each -> each.batcher().device()).toList();
    }

    /** Begins to load the first model, so that the first job needn't wait for it. */
    void preload(ModelShelf shelf) {
        for (Residency device : list) {
            Thread.ofVirtual().name("preload").start(() -> preload(shelf, device));
        }
    }

    @Override
    public void close() {
        list.forEach(Residency::close);
        list.forEach(each -> each.batcher().close());
        compute.shutdownNow();
    }

    private static void preload(ModelShelf shelf, Residency device) {
        try {
            var first = shelf.all().iterator().next();
            Lease lease = device.acquire(first, PRELOAD, new CompletableFuture<>());
            if (lease != null) {
                lease.close();
            }
        } catch (InterruptedException | RuntimeException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("model not loaded ahead");
        }
    }
}
