package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.worker.batching.Batcher;
import dev.sfumato.worker.batching.Ending;
import dev.sfumato.worker.batching.Fault;
import dev.sfumato.worker.batching.Member;
import dev.sfumato.worker.batching.Step;
import dev.sfumato.worker.metering.RunMeters.Outcome;
import dev.sfumato.worker.publishing.Checkpoints;
import dev.sfumato.worker.publishing.Media;
import dev.sfumato.worker.publishing.RunReport;
import dev.sfumato.worker.pulling.Held;
import dev.sfumato.worker.pulling.Verdict;
import dev.sfumato.worker.residency.KnownModel;
import dev.sfumato.worker.residency.Residency;

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
    private static final Duration LOAD = Duration.ofMinutes(5);
    private static final Duration LISTEN = Duration.ofMillis(500);
    private static final Duration UNKNOWN = Duration.ofSeconds(1);
    private static final int UNKNOWN_DELIVERIES = 3;

    private final Workbench bench;
    private final Job job;
    private final int deliveries;
    private final UUID runId = UUID.randomUUID();
    private final StopSign stop = new StopSign();
    private final RunReport report;
    private final Checkpoints checkpoints;
    private final Media media;
    private final Conclusion conclusion;
    private final Mailbox mailbox = new Mailbox();
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Aboard aboard;

    private record Aboard(Batcher batcher, Member member) {}

    Execution(Workbench bench, Job job, int attempt, int deliveries) {
        this.bench = bench;
        this.job = job;
        this.deliveries = deliveries;
        this.report =
                new RunReport(
                        job,
                        runId,
                        attempt,
                        bench.worker(),
                        bench.events(),
                        bench.previews(),
                        bench.clock());
        this.checkpoints = new Checkpoints(bench.store(), job.subject().id(), bench.meters());
        this.media =
                new Media(
                        bench.store(),
                        job.subject().tenant(),
                        bench.patience(),
                        () -> stop.isUnwanted() || stop.isLost());
        this.conclusion = new Conclusion(report, checkpoints, media, stop, bench.meters());
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
        stop.raise(reason);
        Aboard where = aboard;
        if (where != null) {
            where.batcher.leave(where.member);
        }
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
            ending = stop.isRaised() ? new Ending.Left(null, 0) : ride(place);
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

    private Ending ride(Place place) throws InterruptedException {
        Checkpoints.Past past = checkpoints.begin(runId);
        if (past.runs() >= 0) {
            // Fetches of a dying worker's other slots count as deliveries too.
            report.relabel(job.attemptBase() + past.runs());
        }
        Place.Planned planned = place.plan(job, media, checkpoints, past);
        report.started(planned.step());
        tell(planned, past);
        Batcher batcher = place.device().batcher();
        try (Residency.Lease _ = place.device().acquire(place.model(), LOAD)) {
            var member =
                    new Member(
                            planned.run(),
                            planned.cost(),
                            job.request().previews(),
                            bench.pace(),
                            mailbox);
            batcher.board(member);
            aboard = new Aboard(batcher, member);
            if (stop.isRaised()) {
                batcher.leave(member);
            }
            return listen(place);
        } finally {
            aboard = null;
        }
    }

    private void tell(Place.Planned planned, Checkpoints.Past past) {
        if (planned.step() > 0) {
            bench.meters().resumed();
        }
        if (past.runs() == 0) {
            bench.meters().waited(Duration.between(job.acceptedAt(), bench.clock().instant()));
        }
    }

    private Ending listen(Place place) throws InterruptedException {
        while (true) {
            switch (mailbox.take(LISTEN)) {
                case Mailbox.News.Stepped stepped -> stepped(stepped.step(), place);
                case Mailbox.News.Shown shown -> shown(shown.preview());
                case Mailbox.News.Ended ended -> {
                    return ended.ending();
                }
                case Mailbox.News.Silence ignored -> expireInTime();
            }
        }
    }

    private void stepped(Step step, Place place) {
        expireInTime();
        if (stop.isRaised()) {
            return;
        }
        report.stepped(step);
        if (step.checkpoint() != null) {
            checkpoints.offer(place.checkpoint(step.step(), step.checkpoint()));
        }
    }

    private void shown(Preview preview) {
        if (!stop.isRaised()) {
            report.shown(preview);
        }
    }

    private void expireInTime() {
        if (bench.clock().instant().isAfter(job.request().deadline())) {
            stop(Stop.EXPIRED);
        }
    }

    /** Another worker of the pool may have it; if the job keeps coming back, nobody does. */
    private Verdict unknownModel() throws InterruptedException {
        if (deliveries < UNKNOWN_DELIVERIES) {
            // Without a pause the job would come back at once.
            await(UNKNOWN);
            bench.meters().ended(Outcome.YIELDED);
            return Verdict.RELEASE;
        }
        return conclusion.broken(
                new Fault(
                        "unknown_model",
                        "model must be one that the workers of pool %s have, got %s"
                                .formatted(job.subject().pool(), job.request().model()),
                        true));
    }
}
