package dev.sfumato.worker.residency;

import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.worker.batching.Batcher;
import dev.sfumato.worker.batching.Tuning;
import dev.sfumato.worker.metering.DeviceMeters;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The models in one device's memory. Any thread, but the device's: callers may wait. */
public final class Residency {
    private static final Logger log = LoggerFactory.getLogger(Residency.class);
    private static final Duration FREED = Duration.ofSeconds(60);

    private final Batcher batcher;
    private final ModelLoader loader;
    private final long budget;
    private final Function<KnownModel, Tuning> tuning;
    private final DeviceMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Resident> residents = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Resident {
        final CompletableFuture<Void> loaded = new CompletableFuture<>();
        final long bytes;
        int users;

        Resident(long bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * An empty device.
     *
     * @param budget bytes of native memory that loaded models may take
     * @param tuning how cost curves come to be known
     */
    public Residency(
            Batcher batcher,
            ModelLoader loader,
            long budget,
            Function<KnownModel, Tuning> tuning,
            DeviceMeters meters) {
        this.batcher = batcher;
        this.loader = loader;
        this.budget = budget;
        this.tuning = tuning;
        this.meters = meters;
        meters.watch(
                "sfumato.worker.models.bytes",
                "what the loaded models take",
                this,
                Residency::used);
        meters.watch("sfumato.worker.models.loaded", "models loaded", this, Residency::loaded);
    }

    /**
     * An empty device of ONNX Runtime.
     *
     * @param curves folder of what was measured before
     */
    public static Residency on(
            Batcher batcher, Device device, long budget, Path curves, DeviceMeters meters) {
        var files = new CurveFiles(curves, device);
        return new Residency(
                batcher, card -> new DeviceModel(device.open(card)), budget, files::of, meters);
    }

    /** The device's batcher. */
    public Batcher batcher() {
        return batcher;
    }

    /** Whether a model is loaded or on its way. */
    public boolean isWarm(String model) {
        lock.lock();
        try {
            return residents.containsKey(model);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps a model loaded until the lease is closed, loading it first where needed.
     *
     * @param limit longest wait for room and for the load
     * @throws DiffusionException if it can't be loaded, or there is no room in time
     */
    public Lease acquire(KnownModel model, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        var evicted = new ArrayList<CompletableFuture<Void>>();
        Resident resident;
        boolean mine = false;
        lock.lockInterruptibly();
        try {
            Resident known = residents.get(model.id());
            while (known == null && !makeRoom(model.bytes(), evicted)) {
                if (changed.awaitNanos(end - System.nanoTime()) <= 0) {
                    throw noRoom(model);
                }
                known = residents.get(model.id());
            }
            if (known == null) {
                known = new Resident(model.bytes());
                residents.put(model.id(), known);
                mine = true;
            }
            resident = known;
            resident.users++;
        } finally {
            lock.unlock();
        }
        if (mine) {
            Thread.ofPlatform()
                    .name("load-" + model.id())
                    .daemon()
                    .start(() -> load(model, resident, evicted));
        }
        return awaitLoaded(model, resident, end);
    }

    /** The right to use a model; closed once. */
    public final class Lease implements AutoCloseable {
        private final Resident resident;

        private Lease(Resident resident) {
            this.resident = resident;
        }

        @Override
        public void close() {
            release(resident);
        }
    }

    private Lease awaitLoaded(KnownModel model, Resident resident, long end)
            throws InterruptedException {
        try {
            resident.loaded.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return new Lease(resident);
        } catch (ExecutionException e) {
            release(resident);
            if (e.getCause() instanceof DiffusionException known) {
                throw known;
            }
            throw new IllegalStateException("loading " + model.id() + " failed", e.getCause());
        } catch (TimeoutException e) {
            release(resident);
            throw failed("loading " + model.id() + " took too long");
        } catch (InterruptedException e) {
            release(resident);
            throw e;
        }
    }

    private void release(Resident resident) {
        lock.lock();
        try {
            resident.users--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Evicts who isn't used, least recently used first, if that's enough; under the lock. */
    private boolean makeRoom(long bytes, List<CompletableFuture<Void>> evicted) {
        long used = total();
        var leaving = new ArrayList<String>();
        for (var each : residents.entrySet()) {
            if (used + bytes <= budget) {
                break;
            }
            Resident resident = each.getValue();
            if (resident.users == 0 && resident.loaded.isDone()) {
                used -= resident.bytes;
                leaving.add(each.getKey());
            }
        }
        if (used + bytes > budget) {
            return false;
        }
        for (String id : leaving) {
            residents.remove(id);
            evicted.add(batcher.evict(id));
            meters.evicted();
            log.atInfo()
                    .addKeyValue("model", id)
                    .addKeyValue("device", batcher.device())
                    .log("model evicted");
        }
        return true;
    }

    private long total() {
        return residents.values().stream().mapToLong(each -> each.bytes).sum();
    }

    private double used() {
        lock.lock();
        try {
            return total();
        } finally {
            lock.unlock();
        }
    }

    private double loaded() {
        lock.lock();
        try {
            return residents.size();
        } finally {
            lock.unlock();
        }
    }

    private void load(KnownModel model, Resident resident, List<CompletableFuture<Void>> evicted) {
        long began = System.nanoTime();
        try {
            CompletableFuture.allOf(evicted.toArray(CompletableFuture[]::new))
                    .get(FREED.toSeconds(), TimeUnit.SECONDS);
            batcher.adopt(model.id(), loader.load(model.card()), tuning.apply(model));
            meters.loaded(System.nanoTime() - began);
            log.atInfo()
                    .addKeyValue("model", model.id())
                    .addKeyValue("device", batcher.device())
                    .addKeyValue("bytes", model.bytes())
                    .addKeyValue("millis", (System.nanoTime() - began) / 1_000_000)
                    .log("model loaded");
            resident.loaded.complete(null);
        } catch (Exception | Error e) {
            forget(model, resident, e);
        }
    }

    private void forget(KnownModel model, Resident resident, Throwable cause) {
        lock.lock();
        try {
            residents.remove(model.id(), resident);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        log.atWarn()
                .addKeyValue("model", model.id())
                .addKeyValue("cause", cause.toString())
                .log("model not loaded");
        resident.loaded.completeExceptionally(cause);
    }

    private DiffusionException noRoom(KnownModel model) {
        return failed(
                "model %s of %d bytes must fit into %d with what is in use"
                        .formatted(model.id(), model.bytes(), budget));
    }

    private DiffusionException failed(@Nullable String reason) {
        return new DiffusionException(new Failure.Device(batcher.device(), String.valueOf(reason)));
    }
}
