package dev.sfumato.ingest.streams;

import dev.sfumato.platform.http.Readiness;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.query.StateQueryResult;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A Streams application that runs. A thread that fails is logged and replaced; meanwhile the part
 * isn't ready.
 */
public final class StreamsApplication implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StreamsApplication.class);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final HostInfo self;
    private final CountDownLatch running = new CountDownLatch(1);

    private StreamsApplication(KafkaStreams streams, HostInfo self) {
        this.streams = streams;
        this.self = self;
    }

    /**
     * Starts an application; returns at once.
     *
     * @param settings with {@code application.server}, where other instances reach this one
     * @param part becomes ready when the application runs, and says so when it doesn't
     */
    public static StreamsApplication start(
            Topology topology, Properties settings, Readiness.Part part) {
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipOversized.class);
        HostInfo self =
                HostInfo.buildFromEndpoint(
                        settings.getProperty(StreamsConfig.APPLICATION_SERVER_CONFIG));
        var application = new StreamsApplication(new KafkaStreams(topology, settings), self);
        application.streams.setUncaughtExceptionHandler(
                failure -> {
                    log.atError()
                            .addKeyValue("application", settings.getProperty("application.id"))
                            .setCause(failure)
                            .log("a stream thread failed and is replaced");
                    part.notReady("a thread failed and is replaced; the log says why");
                    // What made it fail, as a full disk, may last.
                    LockSupport.parkNanos(BACK_OFF.toNanos());
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

    /** Who answers for a key of a store. Any thread; returns at once. */
    public Owner owner(String store, String key) {
        KeyQueryMetadata found = metadata(store, key);
        if (found == null) {
            return new Owner.Nobody();
        }
        if (found.activeHost().equals(self)) {
            return new Owner.Here();
        }
        List<HostInfo> others =
                found.standbyHosts().stream().filter(host -> !host.equals(self)).toList();
        return new Owner.There(found.activeHost(), found.standbyHosts().contains(self), others);
    }

    /** What each instance holds of a store's source topic, this one among them. */
    public List<Holdings> holdings(String store, String topic) {
        try {
            return streams.streamsMetadataForStore(store).stream()
                    .map(
                            each ->
                                    new Holdings(
                                            each.hostInfo(),
                                            numbers(each.topicPartitions(), topic),
                                            numbers(each.standbyTopicPartitions(), topic)))
                    .toList();
        } catch (IllegalStateException e) {
            return List.of();
        }
    }

    /** Whether an address is this instance's own. */
    public boolean isSelf(HostInfo host) {
        return host.equals(self);
    }

    /**
     * One of its stores: the partition with a key.
     *
     * @param standby also where this instance only keeps a copy, which may lag behind
     * @throws InvalidStateStoreException when that isn't here, or is being restored
     */
    public <T> T store(String name, String key, QueryableStoreType<T> type, boolean standby) {
        KeyQueryMetadata found = metadata(name, key);
        if (found == null) {
            throw new InvalidStateStoreException("nobody holds the partition at the moment");
        }
        return store(name, found.partition(), type, standby);
    }

    /** As {@link #store(String, String, QueryableStoreType, boolean)}, by partition. */
    public <T> T store(String name, int partition, QueryableStoreType<T> type, boolean standby) {
        StoreQueryParameters<T> parameters =
                StoreQueryParameters.fromNameAndType(name, type).withPartition(partition);
        return streams.store(standby ? parameters.enableStaleStores() : parameters);
    }

    /** Asks partitions that this instance holds. */
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

    private @Nullable KeyQueryMetadata metadata(String store, String key) {
        try {
            KeyQueryMetadata found =
                    streams.queryMetadataForKey(store, key, new StringSerializer());
            return found == null || found.equals(KeyQueryMetadata.NOT_AVAILABLE) ? null : found;
        } catch (IllegalStateException | InvalidStateStoreException e) {
            return null;
        }
    }

    private static Set<Integer> numbers(Set<TopicPartition> partitions, String topic) {
        return partitions.stream()
                .filter(each -> each.topic().equals(topic))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
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
