package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.worker.batching.Ending;
import dev.sfumato.worker.batching.Fault;
import dev.sfumato.worker.metering.RunMeters.Outcome;
import dev.sfumato.worker.publishing.Checkpoints;
import dev.sfumato.worker.publishing.Media;
import dev.sfumato.worker.publishing.RunReport;
import dev.sfumato.worker.pulling.Held;
import dev.sfumato.worker.pulling.Tenure;
import dev.sfumato.worker.pulling.Verdict;
import dev.sfumato.worker.residency.KnownModel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of a job, from the hand of the share group to a verdict about the job's record. A virtual
 * thread of its own takes it through: plan, load the model, board the device, report every step,
 * store what was made, tell the end.
 */
final class Execution implements Held {
    private static final Logger log = LoggerFactory.getLogger(Execution.class);
    private static final Duration UNKNOWN = Duration.ofSeconds(1);
    private static final int UNKNOWN_DELIVERIES = 3;

    private final Workbench bench;
    private final Job job;
    private final int deliveries;
    private final UUID runId = UUID.randomUUID();
    private final Conclusion conclusion;
    private final Ride ride;
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private final Thread thread;

    Execution(Workbench bench, Job job, int attempt, int deliveries, Tenure tenure) {
        this.bench = bench;
        this.job = job;
        this.deliveries = deliveries;
        var stop = new StopSign(tenure);
        var report =
                new RunReport(
                        job,
                        runId,
                        attempt,
                        bench.worker(),
                        bench.events(),
                        bench.previews(),
                        bench.clock());
        var checkpoints = new Checkpoints(bench.store(), job.subject().id(), bench.meters());
        var media =
                new Media(
                        bench.store(),
                        job.subject().tenant(),
                        bench.patience(),
                        () -> stop.isUnwanted() || stop.isLost());
        var inspection = new Inspection(bench.checks(), job.subject());
        this.ride = new Ride(bench, job, report, checkpoints, media, inspection, stop);
        this.conclusion =
                new Conclusion(report, checkpoints, media, stop, inspection, bench.meters());
        this.thread = Thread.ofVirtual().name("run-" + runId).unstarted(this::live);
    }

    GenerationId id() {
        return job.subject().id();
    }

    void onEnd(Runnable listener) {
        var _ = verdict.whenComplete((ended, failure) -> listener.run());
    }

    void start() {
        thread.start();
    }

    @Override
    public @Nullable Verdict await(Duration limit) throws InterruptedException {
        try {
            return verdict.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run always ends with a verdict", e);
        }
    }

    @Override
    public void lose() {
        stop(Stop.LOST);
    }

    /** Stops the run at its next step; the first reason counts. Any thread. */
    void stop(Stop reason) {
        ride.stop(reason);
    }

    /** Ends the run wherever it is, without an event. Any thread. */
    void abort() {
        thread.interrupt();
    }

    private void live() {
        Verdict ended = Verdict.ABANDON;
        bench.meters().begun();
        try {
            KnownModel model = bench.shelf().find(job.request().model());
            ended = model == null ? unknownModel() : run(model);
        } catch (InterruptedException e) {
            log.atWarn().addKeyValue("generationId", id()).log("run aborted");
            bench.meters().ended(Outcome.ABANDONED);
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("generationId", id()).setCause(e).log("run abandoned");
            bench.meters().ended(Outcome.ABANDONED);
        } finally {
            verdict.complete(ended);
        }
    }

    private Verdict run(KnownModel model) throws InterruptedException {
        try (Placement.Berth berth = bench.placement().take(model.id())) {
            return run(new Place(model, berth.device()));
        }
    }

    private Verdict run(Place place) throws InterruptedException {
        Ending ending;
        try {
            ending = ride.take(place, runId);
        } catch (StoreException e) {
            ending = new Ending.Broken(Conclusion.STORE_DOWN);
        } catch (RuntimeException | Error e) {
            Fault fault = Fault.of(e);
            log.atWarn()
                    .addKeyValue("generationId", id())
                    .addKeyValue("code", fault.code())
                    .setCause(e instanceof DiffusionException ? null : e)
                    .log("run failed outside its device");
            ending = new Ending.Broken(fault);
        }
        return conclusion.of(ending, place);
    }

    /** Another worker of the pool may have it; if the job keeps coming back, nobody does. */
    private Verdict unknownModel() throws InterruptedException {
        if (deliveries < UNKNOWN_DELIVERIES) {
            // Without a pause the job would come back at once.
            await(UNKNOWN);
            bench.meters().ended(Outcome.YIELDED);
            return Verdict.RELEASE;
        }
        String reason =
                "model must be one that the workers of pool %s have, got %s"
                        .formatted(job.subject().pool(), job.request().model());
        Verdict told = conclusion.broken(new Fault("unknown_model", reason, true));
        return told == Verdict.ACCEPT ? Verdict.BURY : told;
    }
}
