package dev.sfumato.worker.batching;

import dev.sfumato.worker.metering.DeviceMeters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One device and the thread that drives it. All methods may be called from any thread and return at
 * once, {@link #close} excepted.
 */
public final class Batcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Batcher.class);
    private static final long IDLE_MILLIS = 1_000;
    private static final Duration STOP = Duration.ofSeconds(30);

    private final String device;
    private final int capacity;
    private final DeviceModels models;
    private final BlockingQueue<Runnable> inbox;
    private final CurrentCall current = new CurrentCall();
    private final AtomicInteger aboard = new AtomicInteger();
    private final DeviceLoop loop;
    private final Thread thread;
    private volatile boolean closed;

    private Batcher(
            String device,
            int capacity,
            int maxRows,
            Policy policy,
            Executor compute,
            DeviceMeters meters) {
        this.device = device;
        this.capacity = capacity;
        // A run sends three messages at once at most, and so does a model: none is ever refused.
        this.inbox = new ArrayBlockingQueue<>(4 * capacity + 1024);
        this.models =
                new DeviceModels(maxRows, RowBuckets.of(device), current, System::nanoTime, meters);
        this.loop =
                new DeviceLoop(
                        models,
                        policy,
                        current,
                        compute,
                        inbox::add,
                        aboard::decrementAndGet,
                        System::nanoTime,
                        meters);
        this.thread = Thread.ofPlatform().name("device-" + device).unstarted(this::drive);
    }

    /**
     * Starts a device's thread.
     *
     * @param device for example {@code cpu:0}
     * @param capacity runs that may be aboard at most
     * @param maxRows rows in one call at most, where the measured curve doesn't say fewer; a run
     *     with more rows travels alone
     * @param compute runs work that needs no model
     */
    public static Batcher start(
            String device, int capacity, int maxRows, Executor compute, DeviceMeters meters) {
        return start(device, capacity, maxRows, Policy.continuous(capacity), compute, meters);
    }

    /** Starts a device's thread with a policy of the caller's. */
    public static Batcher start(
            String device,
            int capacity,
            int maxRows,
            Policy policy,
            Executor compute,
            DeviceMeters meters) {
        var batcher = new Batcher(device, capacity, maxRows, policy, compute, meters);
        batcher.thread.start();
        return batcher;
    }

    /** The device's name. */
    public String device() {
        return device;
    }

    /** Runs aboard. */
    public int load() {
        return aboard.get();
    }

    /**
     * Takes over a model; the device's thread closes it. While nobody needs the device, what a step
     * costs is measured.
     */
    public void adopt(String id, LoadedModel model, Tuning tuning) {
        if (closed) {
            throw new IllegalStateException("device " + device + " is closed");
        }
        inbox.add(() -> models.adopt(id, model, tuning));
    }

    /** Closes a model that no run aboard uses; completes when its memory is free. */
    public CompletableFuture<Void> evict(String id) {
        var done = new CompletableFuture<Void>();
        inbox.add(
                () -> {
                    models.evict(id);
                    done.complete(null);
                });
        return done;
    }

    /**
     * Takes a run along from the next step on; its model must have been adopted.
     *
     * @throws IllegalStateException if the device is closed or full
     */
    public void board(Member member) {
        if (closed || aboard.get() >= capacity) {
            throw new IllegalStateException(
                    "device %s must have room for the run, got %d of %d"
                            .formatted(device, aboard.get(), capacity));
        }
        aboard.incrementAndGet();
        inbox.add(() -> loop.board(member));
        // Nobody waits for a call that measures.
        current.cancelIfUseless();
    }

    /**
     * Lets a run go at the next step; its listener hears {@link Ending.Left}. Repeats do nothing.
     */
    public void leave(Member member) {
        if (member.isLeaving()) {
            return;
        }
        member.askToLeave();
        current.cancelIfUseless();
        // Wakes a device that waits for work.
        inbox.add(() -> {});
    }

    /** Lets all runs go and frees all models. Waits up to 30 s for the call that runs. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        inbox.add(loop::leaveAll);
        loop.members().forEach(Member::askToLeave);
        current.cancelIfUseless();
        try {
            if (!thread.join(STOP)) {
                log.atError().addKeyValue("device", device).log("device didn't stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drive() {
        while (!closed || !inbox.isEmpty()) {
            try {
                if (!loop.isBusy()) {
                    rest();
                }
                for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
                    next.run();
                }
                loop.turn();
            } catch (InterruptedException e) {
                log.atDebug().addKeyValue("device", device).log("interrupt ignored by a device");
            } catch (RuntimeException | Error e) {
                log.atError().addKeyValue("device", device).setCause(e).log("device loop failed");
                loop.breakAll(e);
            }
        }
        loop.close();
    }

    /** Waits for a message; when none comes, uses the time until one does. */
    private void rest() throws InterruptedException {
        Runnable message = inbox.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (message != null) {
            message.run();
            return;
        }
        boolean more = true;
        while (more && inbox.isEmpty()) {
            more = models.measure();
        }
    }
}
