package dev.sfumato.ingest.status;

import dev.sfumato.ingest.streams.StreamsApplication;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Guarantee;
import dev.sfumato.schemas.events.GenerationId;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The status application, exactly once: one commit covers state, lists and results. */
public final class StatusService implements AutoCloseable {
    private static final String APPLICATION = "sfumato-status";

    private final StreamsApplication application;
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final StatusView view;

    private StatusService(
            StreamsApplication application,
            Waiters waiters,
            Function<GenerationId, CompletableFuture<Void>> tombstones) {
        this.application = application;
        this.view = new StreamsStatusView(application, waiters, readers, tombstones);
    }

    /**
     * Starts the application; returns at once.
     *
     * @param folder where its state lies, one process at a time
     * @param part becomes ready when it folds events
     * @param tombstones writes a generation's tombstone to {@code sfumato.events}
     */
    public static StatusService start(
            KafkaSettings kafka,
            Path folder,
            Readiness.Part part,
            Function<GenerationId, CompletableFuture<Void>> tombstones) {
        var waiters = new Waiters();
        StreamsApplication application =
                StreamsApplication.start(
                        StatusTopology.build(waiters),
                        kafka.streams(APPLICATION, folder, Guarantee.EXACTLY_ONCE),
                        part);
        return new StatusService(application, waiters, tombstones);
    }

    public StatusView view() {
        return view;
    }

    /** Waits until it folds events; false if that takes longer. */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return application.awaitRunning(patience);
    }

    @Override
    public void close() {
        application.close();
        readers.shutdownNow();
    }
}
