package dev.sfumato.worker.publishing;

import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.worker.batching.Fault;
import dev.sfumato.worker.batching.Step;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What one run says of itself, in order. One thread. */
public final class RunReport {
    private static final Logger log = LoggerFactory.getLogger(RunReport.class);
    private static final long ACKNOWLEDGED_SECONDS = 45;

    private final Job job;
    private final UUID runId;
    private int attempt;
    private final String worker;
    private final EventPublisher events;
    private final PreviewPublisher previews;
    private final Clock clock;
    private final Stopwatch stopwatch;
    private boolean started;

    /** A report of a run that begins now. */
    public RunReport(
            Job job,
            UUID runId,
            int attempt,
            String worker,
            EventPublisher events,
            PreviewPublisher previews,
            Clock clock) {
        this.job = job;
        this.runId = runId;
        this.attempt = attempt;
        this.worker = worker;
        this.events = events;
        this.previews = previews;
        this.clock = clock;
        this.stopwatch = new Stopwatch(job.acceptedAt(), clock.instant(), System.nanoTime());
    }

    /** Another label than the one it was made with; before it has begun. */
    public void relabel(int label) {
        attempt = label;
    }

    /** The run has begun, at {@code step}; a repeat says nothing. */
    public void started(int step) {
        if (!started) {
            started = true;
            var event = new Started(job.subject(), now(), runId, worker, attempt, step);
            CompletableFuture<Void> told = events.publish(event, job.traceparent());
            logFailure(told, event);
        }
    }

    /** A step is done. */
    public void stepped(Step step) {
        stopwatch.stepped(step);
        Instant now = now();
        Duration rest = stopwatch.rest(step);
        var event =
                new Progress(
                        job.subject(),
                        now,
                        runId,
                        attempt,
                        step.step(),
                        step.steps(),
                        rest == null ? null : now.plus(rest));
        logFailure(events.publish(event, job.traceparent()), event);
    }

    /** Shows a preview, if there is room. */
    public void shown(dev.sfumato.diffusion.pipeline.Preview preview) {
        previews.publish(
                new Preview(
                        job.subject(),
                        now(),
                        runId,
                        preview.step(),
                        preview.image(),
                        preview.mediaType(),
                        preview.bytes()));
    }

    /** Denoising, decoding and encoding are done; storing begins. */
    public void made() {
        stopwatch.made(System.nanoTime());
    }

    /** The results are stored. Waits for Kafka; false if it didn't acknowledge. */
    public boolean completed(List<Artifact> artifacts) throws InterruptedException {
        Instant now = now();
        return acknowledged(
                new Completed(
                        job.subject(), now, runId, attempt, artifacts, stopwatch.timings(now)));
    }

    /** It can't be done. Waits for Kafka; false if it didn't acknowledge. */
    public boolean failed(Fault fault) throws InterruptedException {
        started(0);
        var error = new GenerationError(fault.code(), fault.message(), fault.retryable());
        return acknowledged(new Failed(job.subject(), now(), runId, error));
    }

    /** The run ends without outcome; says nothing if it never began. Waits for Kafka. */
    public boolean yielded(String reason) throws InterruptedException {
        return !started || acknowledged(new Yielded(job.subject(), now(), runId, reason));
    }

    private boolean acknowledged(GenerationEvent event) throws InterruptedException {
        try {
            events.publish(event, job.traceparent()).get(ACKNOWLEDGED_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            warn(event, e);
            return false;
        }
    }

    private static void logFailure(CompletableFuture<Void> told, GenerationEvent event) {
        var _ =
                told.whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                warn(event, failure);
                            }
                        });
    }

    private static void warn(GenerationEvent event, @Nullable Throwable cause) {
        log.atWarn()
                .addKeyValue("generationId", event.subject().id())
                .addKeyValue("event", event.getClass().getSimpleName())
                .addKeyValue("cause", String.valueOf(cause))
                .log("event not acknowledged");
    }

    private Instant now() {
        return clock.instant();
    }
}
