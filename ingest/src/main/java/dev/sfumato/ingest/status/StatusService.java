package dev.sfumato.ingest.status;

import dev.sfumato.ingest.streams.Holdings;
import dev.sfumato.ingest.streams.Owner;
import dev.sfumato.ingest.streams.StreamsApplication;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.streams.state.HostInfo;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The status application, exactly once: one commit covers state, lists and results. */
public final class StatusService implements AutoCloseable {
    /** Names the application, and so its state; never changes. */
    public static final String APPLICATION = "sfumato-status";

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
     * @param settings of {@link #APPLICATION}, exactly once
     * @param part becomes ready when it folds events
     * @param tombstones writes a generation's tombstone to {@code sfumato.events}
     */
    public static StatusService start(
            Properties settings,
            Readiness.Part part,
            Function<GenerationId, CompletableFuture<Void>> tombstones) {
        var waiters = new Waiters();
        StreamsApplication application =
                StreamsApplication.start(StatusTopology.build(waiters), settings, part);
        return new StatusService(application, waiters, tombstones);
    }

    public StatusView view() {
        return view;
    }

    /** Who answers for a generation. */
    public Owner owner(GenerationId id) {
        return application.owner(StatusTopology.GENERATIONS, id.toString());
    }

    /** What each instance holds of {@code sfumato.events}. */
    public List<Holdings> holdings() {
        return application.holdings(StatusTopology.LISTING, Topics.EVENTS);
    }

    /** Whether an address is this instance's own. */
    public boolean isSelf(HostInfo host) {
        return application.isSelf(host);
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
