package dev.sfumato.worker;

import dev.sfumato.platform.http.Readiness;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.worker.publishing.EventPublisher;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Says every second that the worker lives, what it runs and what it can run. */
final class Heartbeats implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
    private static final long LAST_SECONDS = 5;

    private final WorkerConfig config;
    private final List<String> devices;
    private final List<ModelCard> models;
    private final Executions executions;
    private final EventPublisher events;
    private final Clock clock;
    private final Readiness.Part readiness;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("heartbeats").daemon().factory());
    private volatile boolean stopping;

    private Heartbeats(
            WorkerConfig config,
            List<String> devices,
            List<ModelCard> models,
            Executions executions,
            EventPublisher events,
            Clock clock,
            Readiness.Part readiness) {
        this.config = config;
        this.devices = devices;
        this.models = models;
        this.executions = executions;
        this.events = events;
        this.clock = clock;
        this.readiness = readiness;
    }

    static Heartbeats start(
            WorkerConfig config,
            List<String> devices,
            List<ModelCard> models,
            Executions executions,
            EventPublisher events,
            Clock clock,
            Readiness.Part readiness) {
        var heartbeats =
                new Heartbeats(config, devices, models, executions, events, clock, readiness);
        var _ = heartbeats.timer.scheduleAtFixedRate(heartbeats::beat, 0, 1, TimeUnit.SECONDS);
        return heartbeats;
    }

    /** From now on it says that the worker takes no more work. */
    void stopping() {
        stopping = true;
        readiness.notReady("the worker is stopping");
        timer.execute(this::beat);
    }

    /** Says so a last time. */
    @Override
    public void close() {
        stopping = true;
        timer.shutdownNow();
        try {
            send().get(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("last heartbeat not delivered");
        }
    }

    private void beat() {
        try {
            var _ = send().whenComplete((done, failure) -> delivered(failure));
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("heartbeat failed");
        }
    }

    /** A worker whose heartbeats don't arrive gets no work; the next beat follows in a second. */
    private void delivered(@Nullable Throwable failure) {
        if (failure != null) {
            log.atWarn().addKeyValue("cause", failure.toString()).log("heartbeat not delivered");
        }
        if (stopping) {
            readiness.notReady("the worker is stopping");
        } else if (failure != null) {
            readiness.notReady("Kafka doesn't acknowledge heartbeats");
        } else {
            readiness.ready();
        }
    }

    private CompletableFuture<Void> send() {
        return events.publish(
                new Heartbeat(
                        config.id(),
                        config.pool(),
                        clock.instant(),
                        config.slots(),
                        executions.ids(),
                        devices,
                        models,
                        stopping));
    }
}
