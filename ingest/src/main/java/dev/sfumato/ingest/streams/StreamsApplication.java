package dev.sfumato.ingest.streams;

import dev.sfumato.platform.http.Readiness;

import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.query.StateQueryResult;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A Streams application that runs. A thread that fails is logged and replaced; meanwhile the part
 * isn't ready.
 */
public final class StreamsApplication implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StreamsApplication.class);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final CountDownLatch running = new CountDownLatch(1);

    private StreamsApplication(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * Starts an application; returns at once.
     *
     * @param part becomes ready when the application runs, and says so when it doesn't
     */
    public static StreamsApplication start(
            Topology topology, Properties settings, Readiness.Part part) {
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipOversized.class);
        var application = new StreamsApplication(new KafkaStreams(topology, settings));
        application.streams.setUncaughtExceptionHandler(
                failure -> {
                    log.atError()
                            .addKeyValue("application", settings.getProperty("application.id"))
                            .setCause(failure)
                            .log("a stream thread failed and is replaced");
                    return StreamThreadExceptionResponse.REPLACE_THREAD;
                });
        application.streams.setStateListener((now, before) -> application.changed(now, part));
        application.streams.start();
        return application;
    }

    /** Waits until it runs; false if that takes longer. */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * One of its stores, as far as this instance holds it.
     *
     * @throws InvalidStateStoreException while it is being restored
     */
    public <T> T store(String name, QueryableStoreType<T> type) {
        return streams.store(StoreQueryParameters.fromNameAndType(name, type));
    }

    /** Asks every partition that this instance holds. */
    public <R> StateQueryResult<R> query(StateQueryRequest<R> request) {
        return streams.query(request);
    }

    /**
     * Commits, leaves its group and stops, within 10 s. Who leaves is not waited for: the next
     * start gets its partitions at once.
     */
    @Override
    public void close() {
        streams.close(
                CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE));
    }

    private void changed(KafkaStreams.State now, Readiness.Part part) {
        switch (now) {
            case RUNNING -> {
                part.ready();
                running.countDown();
            }
            case CREATED -> part.notReady("starting");
            case REBALANCING -> part.notReady("its partitions are being assigned or restored");
            case PENDING_SHUTDOWN, NOT_RUNNING -> part.notReady("stopped");
            case PENDING_ERROR, ERROR -> part.notReady("failed; the log says why");
        }
    }
}
