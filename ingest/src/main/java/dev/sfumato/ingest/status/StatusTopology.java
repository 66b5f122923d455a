package dev.sfumato.ingest.status;

import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * {@code sfumato.events} to status, lists, {@code sfumato.results} and {@code sfumato.webhooks};
 * endings go to dispatch.
 */
final class StatusTopology {
    static final String GENERATIONS = "generations";
    static final String LISTING = "listing";
    static final String EXPIRIES = "expiries";
    static final String RESULTS_SINK = "results";
    static final String WEBHOOKS_SINK = "webhooks";
    static final String DISPATCH_SINK = "dispatch";
    static final String DEAD_LETTERS_SINK = "dead-letters";

    private static final String SOURCE = "events";
    private static final String FOLD = "fold";

    private StatusTopology() {}

    static Topology build(Waiters waiters) {
        var strings = new StringSerializer();
        var bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        SOURCE,
                        new StringDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.EVENTS)
                .addProcessor(FOLD, () -> new FoldProcessor(waiters), SOURCE)
                .addStateStore(store(GENERATIONS), FOLD)
                .addStateStore(store(LISTING), FOLD)
                .addStateStore(store(EXPIRIES), FOLD)
                .addSink(RESULTS_SINK, Topics.RESULTS, strings, bytes, FOLD)
                .addSink(WEBHOOKS_SINK, Topics.WEBHOOKS, strings, bytes, FOLD)
                .addSink(DISPATCH_SINK, Topics.DISPATCH, strings, bytes, FOLD)
                .addSink(DEAD_LETTERS_SINK, Topics.DEAD_LETTERS, strings, bytes, FOLD);
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
    }
}
