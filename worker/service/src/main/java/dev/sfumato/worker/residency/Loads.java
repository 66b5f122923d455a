package dev.sfumato.worker.residency;

import dev.sfumato.worker.batching.Batcher;
import dev.sfumato.worker.batching.LoadedModel;
import dev.sfumato.worker.batching.Tuning;
import dev.sfumato.worker.metering.DeviceMeters;
import dev.sfumato.worker.metering.NativeMemory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Opens models for a device, each on a thread of its own. Whoever stops waits for them: a process
 * that ends while the runtime opens a session may crash.
 */
final class Loads {
    private static final Logger log = LoggerFactory.getLogger(Loads.class);
    private static final Duration FREED = Duration.ofSeconds(60);

    private final Batcher batcher;
    private final ModelLoader loader;
    private final Function<KnownModel, Tuning> tuning;
    private final LongSupplier nativeMemory;
    private final DeviceMeters meters;
    private final List<Thread> running = new ArrayList<>();
    private boolean closed;

    /**
     * None yet.
     *
     * @param tuning how cost curves come to be known
     * @param nativeMemory as {@link NativeMemory#used}
     */
    Loads(
            Batcher batcher,
            ModelLoader loader,
            Function<KnownModel, Tuning> tuning,
            LongSupplier nativeMemory,
            DeviceMeters meters) {
        this.batcher = batcher;
        this.loader = loader;
        this.tuning = tuning;
        this.nativeMemory = nativeMemory;
        this.meters = meters;
    }

    /**
     * Begins a load.
     *
     * @param freed what must be gone before
     * @return completes when the device has it, with the bytes that the process has grown by
     * @throws IllegalStateException when no more may begin
     */
    synchronized CompletableFuture<Long> begin(
            KnownModel model, List<CompletableFuture<Void>> freed) {
        if (closed) {
            throw new IllegalStateException("no model is loaded any more, got " + model.id());
        }
        var done = new CompletableFuture<Long>();
        running.removeIf(thread -> !thread.isAlive());
        running.add(
                Thread.ofPlatform()
                        .name("load-" + model.id())
                        .daemon()
                        .start(() -> load(model, freed, done)));
        return done;
    }

    /** Begins no more, and waits for those under way. */
    void close(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (Thread thread : last()) {
                long left = Math.max(1, end - System.nanoTime());
                if (!thread.join(Duration.ofNanos(left))) {
                    log.atWarn().addKeyValue("thread", thread.getName()).log("load goes on");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Thread> last() {
        closed = true;
        return List.copyOf(running);
    }

    private void load(
            KnownModel model, List<CompletableFuture<Void>> freed, CompletableFuture<Long> done) {
        long began = System.nanoTime();
        try {
            CompletableFuture.allOf(freed.toArray(CompletableFuture[]::new))
                    .get(FREED.toSeconds(), TimeUnit.SECONDS);
            long before = nativeMemory.getAsLong();
            LoadedModel loaded = loader.load(model.card());
            long grown = nativeMemory.getAsLong() - before;
            adopt(model, loaded);
            meters.loaded(System.nanoTime() - began);
            log.atInfo()
                    .addKeyValue("model", model.id())
                    .addKeyValue("device", batcher.device())
                    .addKeyValue("bytes", model.bytes())
                    .addKeyValue("millis", (System.nanoTime() - began) / 1_000_000)
                    .log("model loaded");
            done.complete(grown);
        } catch (Exception | Error e) {
            log.atWarn()
                    .addKeyValue("model", model.id())
                    .addKeyValue("cause", e.toString())
                    .log("model not loaded");
            done.completeExceptionally(e);
        }
    }

    /** Hands it to the device, which closes it; a device that is closed doesn't take it. */
    private void adopt(KnownModel model, LoadedModel loaded) {
        try {
            batcher.adopt(model.id(), loaded, tuning.apply(model));
        } catch (IllegalStateException e) {
            loaded.close();
            throw e;
        }
    }
}
