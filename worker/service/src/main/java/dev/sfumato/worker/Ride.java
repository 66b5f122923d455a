package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.worker.batching.Batcher;
import dev.sfumato.worker.batching.Ending;
import dev.sfumato.worker.batching.Member;
import dev.sfumato.worker.batching.Step;
import dev.sfumato.worker.publishing.Checkpoints;
import dev.sfumato.worker.publishing.Media;
import dev.sfumato.worker.publishing.RunReport;
import dev.sfumato.worker.residency.Lease;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.UUID;

/** A run's time on a device: plans it, loads its model, takes it aboard, tells every step. */
final class Ride {
    private static final Duration LOAD = Duration.ofMinutes(5);
    private static final Duration LISTEN = Duration.ofMillis(500);

    private final Workbench bench;
    private final Job job;
    private final RunReport report;
    private final Checkpoints checkpoints;
    private final Media media;
    private final Inspection inspection;
    private final StopSign stop;
    private final Mailbox mailbox;
    private volatile @Nullable Aboard aboard;

    private record Aboard(Batcher batcher, Member member) {}

    Ride(
            Workbench bench,
            Job job,
            RunReport report,
            Checkpoints checkpoints,
            Media media,
            Inspection inspection,
            StopSign stop) {
        this.bench = bench;
        this.job = job;
        this.report = report;
        this.checkpoints = checkpoints;
        this.media = media;
        this.inspection = inspection;
        this.stop = stop;
        this.mailbox = new Mailbox(bench.meters()::previewDropped);
    }

    /** Ends it at the next step; the first reason counts. Any thread. */
    void stop(Stop reason) {
        stop.raise(reason);
        Aboard where = aboard;
        if (where != null) {
            where.batcher.leave(where.member);
        }
    }

    /**
     * Takes it, on the calling thread.
     *
     * @throws dev.sfumato.diffusion.pipeline.DiffusionException if the request can't be run
     * @throws dev.sfumato.platform.artifacts.StoreException if a file of it can't be read
     */
    Ending take(Place place, UUID runId) throws InterruptedException {
        if (stop.isRaised()) {
            return nothing();
        }
        Checkpoints.Past past = checkpoints.begin(runId);
        if (past.runs() >= 0) {
            // Fetches of a dying worker's other slots count as deliveries too.
            report.relabel(job.attemptBase() + past.runs());
        }
        Place.Planned planned = place.plan(job, media, checkpoints, past);
        if (!maySpeak()) {
            return nothing();
        }
        report.started(planned.step());
        count(planned, past);
        try (Lease lease = place.device().acquire(place.model(), LOAD, stop.raised())) {
            return lease == null ? nothing() : board(place, planned);
        } finally {
            aboard = null;
        }
    }

    private static Ending nothing() {
        return new Ending.Left(null, 0);
    }

    private void count(Place.Planned planned, Checkpoints.Past past) {
        if (planned.step() > 0) {
            bench.meters().resumed();
        }
        if (past.runs() == 0) {
            bench.meters().waited(Duration.between(job.acceptedAt(), bench.clock().instant()));
        }
    }

    private Ending board(Place place, Place.Planned planned) throws InterruptedException {
        boolean previews = job.request().previews();
        var member = new Member(planned.run(), planned.cost(), previews, bench.pace(), mailbox);
        Batcher batcher = place.device().batcher();
        batcher.board(member);
        aboard = new Aboard(batcher, member);
        if (stop.isRaised()) {
            batcher.leave(member);
        }
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
        if (!maySpeak()) {
            return;
        }
        report.stepped(step);
        if (step.checkpoint() != null) {
            checkpoints.offer(place.checkpoint(step.step(), step.checkpoint()));
        }
    }

    private void shown(Preview preview) {
        if (maySpeak() && inspection.mayShow(preview)) {
            report.shown(preview);
        }
    }

    /** Whether somebody wants to hear of the run, and nobody else can have its job. */
    private boolean maySpeak() {
        if (stop.isUnwanted()) {
            return false;
        }
        if (!stop.maySpeak()) {
            stop(Stop.LOST);
            return false;
        }
        return true;
    }

    private void expireInTime() {
        if (bench.clock().instant().isAfter(job.request().deadline())) {
            stop(Stop.EXPIRED);
        }
    }
}
