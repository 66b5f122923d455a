package dev.sfumato.benchmarks.batching;

import dev.sfumato.benchmarks.measure.Use;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.DeviceOptions;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.worker.batching.Batcher;
import dev.sfumato.worker.batching.Member;
import dev.sfumato.worker.batching.Pace;
import dev.sfumato.worker.metering.DeviceMeters;
import dev.sfumato.worker.residency.KnownModel;
import dev.sfumato.worker.residency.Lease;
import dev.sfumato.worker.residency.Residency;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker's device with its batcher and a loaded model, under one policy. Requests reach it
 * straight, not through Kafka. The thread that opened it makes the arrivals.
 */
final class WorkerDevice implements AutoCloseable {
    private static final int CAPACITY = 4096;
    private static final int SHAPES = 32;
    private static final int COMPUTE_THREADS = 2;
    private static final long MEMORY = 1L << 33;
    private static final Duration LOAD = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pace PACE = new Pace(Duration.ofMillis(150), Duration.ofSeconds(2));
    private static final double GUIDANCE = 4;

    private final KnownModel model;
    private final Batcher batcher;
    private final ExecutorService compute;
    private final Lease lease;
    private long prompts;

    private WorkerDevice(KnownModel model, Batcher batcher, ExecutorService compute, Lease lease) {
        this.model = model;
        this.batcher = batcher;
        this.compute = compute;
        this.lease = lease;
    }

    /**
     * Loads the model on the processor.
     *
     * @param maxRows rows in one call at most
     * @param curves folder of measured cost curves
     */
    static WorkerDevice open(KnownModel model, Contestant contestant, int maxRows, Path curves)
            throws InterruptedException {
        Device device =
                Device.of("cpu", new DeviceOptions(0, DeviceOptions.BRIEFLY, maxRows, SHAPES));
        var meters = new DeviceMeters(new SimpleMeterRegistry(), device.name());
        ExecutorService compute = Executors.newFixedThreadPool(COMPUTE_THREADS);
        Batcher batcher =
                Batcher.start(
                        device.name(),
                        CAPACITY,
                        maxRows,
                        contestant.policy(maxRows),
                        compute,
                        meters);
        Residency residency = Residency.on(batcher, device, MEMORY, curves, meters);
        Lease lease =
                Objects.requireNonNull(residency.acquire(model, LOAD, new CompletableFuture<>()));
        return new WorkerDevice(model, batcher, compute, lease);
    }

    /** Makes all requests at their times, and waits for the pictures. */
    Recording run(List<Arrival> arrivals) throws InterruptedException {
        var calls = new CallLog();
        var left = new CountDownLatch(arrivals.size());
        List<Rider> riders = new ArrayList<>();
        Use.Start start = Use.start(ProcessHandle.current().pid());
        long beginning = System.nanoTime();
        for (Arrival arrival : arrivals) {
            sleepUntil(beginning + arrival.nanos());
            var rider = new Rider(arrival, beginning, System::nanoTime, calls, left::countDown);
            riders.add(rider);
            batcher.board(member(arrival.card(), rider));
        }
        if (!left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(left.getCount() + " requests weren't served in time");
        }
        return Recording.of(riders, calls, start.stop().others());
    }

    /** Makes one request after the other, each when the picture before is there. */
    List<Served> runAlone(List<Card> cards) throws InterruptedException {
        List<Served> served = new ArrayList<>();
        for (Card card : cards) {
            served.addAll(run(List.of(new Arrival(0, 0, card))).served());
        }
        return served;
    }

    @Override
    public void close() {
        lease.close();
        batcher.close();
        compute.shutdownNow();
    }

    private Member member(Card card, Rider rider) {
        long number = prompts++;
        // A prompt of its own for each, so that nobody gains by remembering.
        Request request =
                Request.of(
                                "text-to-image",
                                "a tree on a green hill, a small house, number " + number,
                                card.steps(),
                                card.guided() ? GUIDANCE : 1,
                                number)
                        .with("width", card.width())
                        .with("height", card.height());
        var run = new Job.Real(model.pipeline().plan(request), card);
        return new Member(run, model.pipeline().cost(request), false, PACE, rider);
    }

    private static void sleepUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanos - System.nanoTime();
        }
    }
}
