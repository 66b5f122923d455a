package dev.sfumato.gateway.replay;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.topics.Topics;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Everything that is watched in this process. Any thread; only {@link #open} and {@link #close}
 * block.
 */
public final class Feeds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Feeds.class);

    private final ConcurrentMap<Key, Follower> followers = new ConcurrentHashMap<>();
    private final Locator locator;
    private final Tail events;
    private final Tail previews;
    private final Replayer replayer;
    private final int partitions;
    private final int maxWatched;

    /** Ends a subscription; harmless when repeated. */
    @FunctionalInterface
    public interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    /** A generation whose first event is still to come; closed by whoever got it. */
    public interface Expected extends AutoCloseable {
        /** Shows everything from the first event on; the subscription holds what this held. */
        Watching join(Subscriber subscriber);

        /** Gives up waiting; only instead of {@link #join}. */
        @Override
        void close();
    }

    /** A stranger who asks for an id must not share, or spoil, the feed of its owner. */
    private record Key(String tenant, GenerationId id) {}

    private Feeds(
            KafkaSettings kafka,
            Locator locator,
            int replayers,
            int max,
            Supplier<Pace> paces,
            Clock clock) {
        this.locator = locator;
        this.maxWatched = max;
        try (Consumer<@Nullable String, byte @Nullable []> consumer = consumer(kafka, "look-up")) {
            this.partitions = consumer.partitionsFor(Topics.EVENTS).size();
        }
        this.events = new Tail(Topics.EVENTS, () -> consumer(kafka, "events"), paces.get(), clock);
        this.previews =
                new Tail(Topics.PREVIEWS, () -> consumer(kafka, "previews"), paces.get(), clock);
        this.replayer = new Replayer(replayers, () -> consumer(kafka, "replay"), clock);
    }

    /**
     * Connects to Kafka and starts to read.
     *
     * @param replayers consumers that read what is older, at least 1
     * @param maxWatched generations at a time
     * @param paces one for each thread that reads the log's end
     * @throws org.apache.kafka.common.KafkaException when Kafka can't be reached
     */
    public static Feeds open(
            KafkaSettings kafka,
            Locator locator,
            int replayers,
            int maxWatched,
            Supplier<Pace> paces,
            Clock clock) {
        var feeds = new Feeds(kafka, locator, replayers, maxWatched, paces, clock);
        feeds.events.start();
        feeds.previews.start();
        feeds.replayer.start();
        return feeds;
    }

    /**
     * Watches a generation that was asked for before.
     *
     * @param viewer who asks; the generations of others aren't found
     * @param after the last event seen; null shows all from the first
     * @param subscriber also hears when that isn't possible
     */
    public Watching watch(
            GenerationId id, Viewer viewer, @Nullable EventId after, Subscriber subscriber) {
        return watch(new Key(viewer.tenant(), id), after, subscriber, locator.find(id, viewer));
    }

    /** As {@link #watch}, from the first event, of one that may have been submitted just now. */
    public Watching watchSubmitted(GenerationId id, Viewer viewer, Subscriber subscriber) {
        return watch(new Key(viewer.tenant(), id), null, subscriber, locator.await(id, viewer));
    }

    /**
     * Prepares to watch a generation that is still to be submitted; completes when none of its
     * events can be missed any more.
     */
    public Future<Expected> expect(GenerationId id, String tenant) {
        var key = new Key(tenant, id);
        Follower follower = hold(key);
        if (follower == null) {
            return Future.failedFuture(new ProblemException(Problems.overloaded()));
        }
        Promise<Expected> ready = Promise.promise();
        follower.expect(partitionOf(id), () -> ready.tryComplete(new Seat(key, follower)));
        return ready.future();
    }

    /** Generations that are watched now. */
    public int watched() {
        return followers.size();
    }

    @Override
    public void close() {
        events.close();
        previews.close();
        replayer.close();
    }

    private Watching watch(
            Key key, @Nullable EventId after, Subscriber subscriber, Locator.Search search) {
        var isNew = new AtomicBoolean();
        Follower follower = hold(key, isNew);
        if (follower == null) {
            subscriber.refused(Problems.overloaded());
            return () -> {};
        }
        follower.feed().join(subscriber, after);
        if (isNew.get()) {
            search.start()
                    .onSuccess(follower::follow)
                    .onFailure(failure -> follower.feed().fail(problem(failure)));
        }
        return new Seat(key, follower).sit(subscriber);
    }

    private @Nullable Follower hold(Key key) {
        return hold(key, new AtomicBoolean());
    }

    private @Nullable Follower hold(Key key, AtomicBoolean isNew) {
        if (followers.size() >= maxWatched && !followers.containsKey(key)) {
            return null;
        }
        return followers.compute(
                key,
                (same, known) -> {
                    if (known != null && known.feed().hold()) {
                        return known;
                    }
                    isNew.set(true);
                    var feed = new Feed(key.id(), key.tenant());
                    feed.hold();
                    return new Follower(feed, events, previews, replayer);
                });
    }

    private void release(Key key, Follower follower) {
        followers.compute(
                key,
                (same, known) -> {
                    if (!follower.feed().release()) {
                        return known;
                    }
                    follower.stop();
                    return known == follower ? null : known;
                });
    }

    private int partitionOf(GenerationId id) {
        byte[] key = id.toString().getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        log.atWarn().setCause(failure).log("status view didn't answer");
        return Problems.unlocated();
    }

    private static Consumer<@Nullable String, byte @Nullable []> consumer(
            KafkaSettings kafka, String name) {
        Properties settings = kafka.consumer("gateway-" + name, Isolation.READ_UNCOMMITTED);
        // A partition that joins waits for the fetch that is under way.
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A share in a follower, given back once. */
    private final class Seat implements Expected {
        private final Key key;
        private final Follower follower;
        private final AtomicBoolean left = new AtomicBoolean();

        Seat(Key key, Follower follower) {
            this.key = key;
            this.follower = follower;
        }

        @Override
        public Watching join(Subscriber subscriber) {
            follower.feed().join(subscriber, null);
            return sit(subscriber);
        }

        Watching sit(Subscriber subscriber) {
            return () -> {
                follower.feed().leave(subscriber);
                close();
            };
        }

        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                release(key, follower);
            }
        }
    }
}
