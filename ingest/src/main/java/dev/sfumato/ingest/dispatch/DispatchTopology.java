package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

import java.util.Set;

/**
 * The fair queues as a Streams application, at least once: {@code sfumato.dispatch} in, jobs,
 * events, cancels, snapshots and dead letters out.
 */
public final class DispatchTopology {

    /** Names the application, and so its state; never changes. */
    public static final String APPLICATION = "sfumato-dispatch";

    /** Every pool's queue, by pool. */
    public static final String STORE = "queues";

    static final String SOURCE = "dispatch";
    static final String PROCESSOR = "fair-queues";
    static final String EVENTS = "events";
    static final String CONTROL = "control";
    static final String POOLS = "pools";
    static final String DEAD_LETTERS = "dead-letters";

    private DispatchTopology() {}

    /**
     * Adds the application to a topology.
     *
     * @param pools that exist; messages about another are dead letters
     * @param positions is kept up to date by the processor
     */
    public static void build(
            Topology topology, Set<String> pools, Rules rules, Positions positions) {
        var strings = new StringSerializer();
        var bytes = new ByteArraySerializer();
        topology.addSource(
                SOURCE, new StringDeserializer(), new ByteArrayDeserializer(), Topics.DISPATCH);
        topology.addProcessor(
                PROCESSOR, () -> new DispatchProcessor(pools, rules, positions), SOURCE);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()),
                PROCESSOR);
        topology.addSink(EVENTS, Topics.EVENTS, strings, bytes, PROCESSOR);
        topology.addSink(CONTROL, Topics.CONTROL, strings, bytes, PROCESSOR);
        topology.addSink(POOLS, Topics.POOLS, strings, bytes, PROCESSOR);
        topology.addSink(DEAD_LETTERS, Topics.DEAD_LETTERS, strings, bytes, PROCESSOR);
        for (String pool : pools) {
            topology.addSink(work(pool), Topics.work(pool), strings, bytes, PROCESSOR);
        }
    }

    static String work(String pool) {
        return "work-" + pool;
    }
}
