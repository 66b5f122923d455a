package dev.sfumato.worker.residency;

import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.worker.batching.Batcher;
import dev.sfumato.worker.batching.Tuning;
import dev.sfumato.worker.metering.DeviceMeters;
import dev.sfumato.worker.metering.NativeMemory;
import dev.sfumato.worker.residency.Room.Resident;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** The models in one device's memory. Any thread, but the device's: callers may wait. */
public final class Residency {
    private static final Logger log = LoggerFactory.getLogger(Residency.class);
    private static final Duration OPENED = Duration.ofSeconds(25);
    private static final long LOOK_NANOS = 200_000_000;

    private final Batcher batcher;
    private final Loads loads;
    private final Room room;
    private final DeviceMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /**
     * An empty device.
     *
     * @param budget bytes of native memory that loaded models may take
     * @param tuning how cost curves come to be known
     * @param nativeMemory bytes that this process holds beyond Java's own
     */
    public Residency(
            Batcher batcher,
            ModelLoader loader,
            long budget,
            Function<KnownModel, Tuning> tuning,
            LongSupplier nativeMemory,
            DeviceMeters meters) {
        this.batcher = batcher;
        this.loads = new Loads(batcher, loader, tuning, nativeMemory, meters);
        this.room = new Room(budget);
        this.meters = meters;
        meters.watch(
                "sfumato.worker.models.bytes",
                "what the loaded models take",
                this,
                of -> of.ask(Room::used));
        meters.watch(
                "sfumato.worker.models.loaded", "models loaded", this, of -> of.ask(Room::count));
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
                batcher,
                card -> new DeviceModel(device.open(card)),
                budget,
                files::of,
                NativeMemory::used,
                meters);
    }

    /** The device's batcher. */
    public Batcher batcher() {
        return batcher;
    }

    /** Whether a model is loaded or on its way. */
    public boolean isWarm(String model) {
        lock.lock();
        try {
            return room.holds(model);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps a model loaded until the lease is closed, loading it first where needed.
     *
     * @param limit longest wait for room and for the load
     * @param unwanted done when nobody wants the lease any more
     * @return null if nobody wants it
     * @throws DiffusionException if it can't be loaded, or there is no room in time
     */
    public @Nullable Lease acquire(KnownModel model, Duration limit, CompletableFuture<?> unwanted)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        var evicted = new ArrayList<CompletableFuture<Void>>();
        Resident resident;
        lock.lockInterruptibly();
        try {
            Resident known = room.find(model.id());
            while (known == null && !makeRoom(model.bytes(), evicted)) {
                if (System.nanoTime() >= end) {
                    throw failed(room.refusal(model));
                }
                if (unwanted.isDone()) {
                    return null;
                }
                boolean news = changed.await(LOOK_NANOS, TimeUnit.NANOSECONDS);
                log.atTrace().addKeyValue("news", news).log("waiting for room");
                known = room.find(model.id());
            }
            resident = known == null ? begin(model, evicted) : known;
            resident.users++;
        } finally {
            lock.unlock();
        }
        return awaitLoaded(model, resident, end, unwanted);
    }

    /** Loads no more models; waits at most 25 s for those that are being loaded. */
    public void close() {
        loads.close(OPENED);
    }

    /** A model on its way; under the lock. */
    private Resident begin(KnownModel model, List<CompletableFuture<Void>> evicted) {
        var resident = new Resident(model.bytes());
        CompletableFuture<Long> load = loads.begin(model, evicted);
        room.add(model.id(), resident);
        var _ =
                load.whenComplete(
                        (grown, failure) -> {
                            if (failure == null) {
                                loaded(resident, grown);
                            } else {
                                forget(model, resident, failure);
                            }
                        });
        return resident;
    }

    private @Nullable Lease awaitLoaded(
            KnownModel model, Resident resident, long end, CompletableFuture<?> unwanted)
            throws InterruptedException {
        boolean kept = false;
        try {
            CompletableFuture.anyOf(resident.loaded, unwanted)
                    .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            kept = resident.isLoaded();
            return kept ? new Lease(() -> release(resident)) : null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DiffusionException known) {
                throw known;
            }
            throw new IllegalStateException("loading " + model.id() + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw failed("loading " + model.id() + " took too long");
        } finally {
            if (!kept) {
                release(resident);
            }
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

    /** Evicts who isn't used, if that's enough; under the lock. */
    private boolean makeRoom(long bytes, List<CompletableFuture<Void>> evicted) {
        List<String> leaving = room.clear(bytes);
        if (leaving == null) {
            return false;
        }
        for (String id : leaving) {
            evicted.add(batcher.evict(id));
            meters.evicted();
            log.atInfo()
                    .addKeyValue("model", id)
                    .addKeyValue("device", batcher.device())
                    .log("model evicted");
        }
        return true;
    }

    private double ask(ToDoubleFunction<Room> question) {
        lock.lock();
        try {
            return question.applyAsDouble(room);
        } finally {
            lock.unlock();
        }
    }

    /** If the device holds more than was thought, others make room. */
    private void loaded(Resident resident, long grown) {
        lock.lock();
        try {
            resident.weigh(grown);
            boolean enough = makeRoom(0, new ArrayList<>());
            log.atDebug().addKeyValue("enough", enough).log("model weighed");
        } finally {
            lock.unlock();
        }
        resident.loaded.complete(null);
    }

    private void forget(KnownModel model, Resident resident, Throwable cause) {
        lock.lock();
        try {
            room.remove(model.id(), resident);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        resident.loaded.completeExceptionally(cause);
    }

    private DiffusionException failed(@Nullable String reason) {
        return new DiffusionException(new Failure.Device(batcher.device(), String.valueOf(reason)));
    }
}
