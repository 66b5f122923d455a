package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.policy.ContentChecks;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.worker.metering.NativeMemory;
import dev.sfumato.worker.metering.RunMeters;
import dev.sfumato.worker.publishing.DeadLetters;
import dev.sfumato.worker.publishing.EventPublisher;
import dev.sfumato.worker.publishing.PreviewPublisher;
import dev.sfumato.worker.publishing.Refusals;
import dev.sfumato.worker.pulling.Cancellations;
import dev.sfumato.worker.pulling.Held;
import dev.sfumato.worker.pulling.Slot;
import dev.sfumato.worker.pulling.Tenure;
import dev.sfumato.worker.residency.Announcement;
import dev.sfumato.worker.residency.ModelShelf;
import dev.sfumato.worker.residency.UnusableModelsException;

import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A running worker. {@link #close} drains it: what it has in hand goes on elsewhere. */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration IDLE_STOP = Duration.ofSeconds(3);

    private final WorkerConfig config;
    private final ModelShelf shelf;
    private final EventPublisher events;
    private final PreviewPublisher previews;
    private final DeadLetters deadLetters;
    private final Devices devices;
    private final Executions executions;
    private final Cancellations cancellations;
    private final Heartbeats heartbeats;
    private final List<Slot> slots = new ArrayList<>();
    private boolean closed;

    private Worker(
            WorkerConfig config,
            ModelShelf shelf,
            Devices devices,
            KafkaSettings kafka,
            ArtifactStore store,
            Observers observers,
            Clock clock) {
        this.config = config;
        this.shelf = shelf;
        this.devices = devices;
        String id = config.id();
        events = new EventPublisher(kafka, id + "-events");
        var meters = new RunMeters(observers.meters());
        previews = PreviewPublisher.connect(kafka, id + "-previews", meters::previewDropped);
        deadLetters = new DeadLetters(kafka, id + "-dead-letters");
        executions =
                new Executions(
                        new Workbench(
                                id,
                                shelf,
                                new Placement(devices.list()),
                                events,
                                previews,
                                store,
                                ContentChecks.load(),
                                config.pace(),
                                config.patience(),
                                meters,
                                clock));
        cancellations = follow(kafka, clock);
        heartbeats =
                Heartbeats.start(
                        config,
                        devices.names(),
                        shelf.all().stream().map(each -> Announcement.of(each.card())).toList(),
                        executions,
                        events,
                        clock,
                        observers.readiness().part("worker"));
        var refusals = new Refusals(deadLetters, events, id, clock);
        for (int i = 0; i < config.slots(); i++) {
            String name = "%s-slot-%d".formatted(id, i);
            slots.add(Slot.open(name, kafka, config.pool(), this::begin, refusals));
        }
    }

    /**
     * Who wants to know how the worker is.
     *
     * @param meters for its figures
     * @param readiness for whether it can work: ready once a heartbeat was acknowledged
     */
    public record Observers(MeterRegistry meters, Readiness readiness) {}

    /**
     * Starts a worker; returns when it takes jobs. The topics must be there.
     *
     * @param store shared with whoever reads what it makes; stays open
     * @throws UnusableModelsException naming the file, rule and value of every model that can't run
     * @throws DiffusionException with {@link dev.sfumato.diffusion.pipeline.Failure.Device} if a
     *     device isn't there
     * @throws org.apache.kafka.common.KafkaException if Kafka can't be reached
     */
    public static Worker start(
            WorkerConfig config,
            KafkaSettings kafka,
            ArtifactStore store,
            Observers observers,
            Clock clock) {
        ModelShelf shelf =
                ModelShelf.read(config.models(), config.memory(), Modalities.installed());
        Devices devices = Devices.open(config, observers.meters());
        NativeMemory.watch(observers.meters());
        try {
            var worker = new Worker(config, shelf, devices, kafka, store, observers, clock);
            devices.preload(shelf);
            log.atInfo()
                    .addKeyValue("worker", config.id())
                    .addKeyValue("pool", config.pool())
                    .addKeyValue("slots", config.slots())
                    .addKeyValue("devices", devices.names())
                    .addKeyValue("models", shelf.ids())
                    .log("worker started");
            return worker;
        } catch (RuntimeException e) {
            devices.close();
            throw e;
        }
    }

    /** Ids of the models that it can run. */
    public List<String> models() {
        return shelf.ids();
    }

    /**
     * Takes no more jobs, saves the runs in hand, gives them back and stops; what isn't given back
     * within the grace is redelivered by the share group.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        heartbeats.stopping();
        slots.forEach(Slot::stop);
        // What is given back mustn't come to a slot that stops next.
        awaitSlots(slots.stream().filter(slot -> !slot.isHolding()).toList(), IDLE_STOP);
        executions.drain();
        if (!awaitSlots(slots, config.grace())) {
            executions.abort();
            slots.forEach(Slot::close);
        }
        cancellations.close();
        devices.close();
        heartbeats.close();
        deadLetters.close();
        previews.close();
        events.close();
        log.atInfo().addKeyValue("worker", config.id()).log("worker stopped");
    }

    private Cancellations follow(KafkaSettings kafka, Clock clock) {
        try {
            return Cancellations.follow(
                    kafka, config.id() + "-control", clock.instant(), executions::cancel);
        } catch (RuntimeException e) {
            deadLetters.close();
            previews.close();
            events.close();
            throw e;
        }
    }

    /** A cancellation may come before the job, or between the look and the start. */
    private Held begin(Job job, int attempt, int deliveries, Tenure tenure) {
        Execution execution = executions.prepare(job, attempt, deliveries, tenure);
        if (cancellations.contains(execution.id())) {
            execution.stop(Stop.CANCELLED);
        }
        execution.start();
        return execution;
    }

    private static boolean awaitSlots(List<Slot> stopping, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean ended = true;
        try {
            for (Slot slot : stopping) {
                long left = Math.max(1, end - System.nanoTime());
                ended &= slot.awaitEnd(Duration.ofNanos(left));
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
