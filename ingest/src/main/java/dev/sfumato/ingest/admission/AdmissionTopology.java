package dev.sfumato.ingest.admission;

import dev.sfumato.platform.policy.ContentChecks;
import dev.sfumato.schemas.topics.Topics;

import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Admission as a Streams application, at least once: {@code sfumato.admission} in, events,
 * dispatch's messages and dead letters out.
 */
public final class AdmissionTopology {

    /** Names the application, and so its state; never changes. */
    public static final String APPLICATION = "sfumato-admission";

    /** Id to what was decided. */
    static final String DECIDED = "decided";

    /** Time and id to nothing: when to forget what was decided. */
    static final String EXPIRIES = "expiries";

    /** Id to the record of a request that waits for a promised model's first worker. */
    static final String PARKED = "parked";

    /** Id to time and tenant of a cancel that came before its request. */
    static final String EARLY = "early-cancels";

    static final String EVENTS = "events";
    static final String DISPATCH = "dispatch";
    static final String DEAD_LETTERS = "dead-letters";

    private static final String SOURCE = "admission";
    private static final String PROCESSOR = "admit";

    private AdmissionTopology() {}

    /**
     * Adds the application to a topology.
     *
     * @param checks the installation's own
     * @param meters counts commands by outcome
     */
    public static void build(
            Topology topology, Judge judge, ContentChecks checks, MeterRegistry meters) {
        var decider = new Decider(judge, checks);
        var strings = new StringSerializer();
        var bytes = new ByteArraySerializer();
        topology.addSource(
                SOURCE, new StringDeserializer(), new ByteArrayDeserializer(), Topics.ADMISSION);
        topology.addProcessor(PROCESSOR, () -> new AdmissionProcessor(decider, meters), SOURCE);
        persistent(topology, DECIDED);
        persistent(topology, EXPIRIES);
        inMemory(topology, PARKED);
        inMemory(topology, EARLY);
        topology.addSink(EVENTS, Topics.EVENTS, strings, bytes, PROCESSOR);
        topology.addSink(DISPATCH, Topics.DISPATCH, strings, bytes, PROCESSOR);
        topology.addSink(DEAD_LETTERS, Topics.DEAD_LETTERS, strings, bytes, PROCESSOR);
    }

    private static void persistent(Topology topology, String name) {
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray()),
                PROCESSOR);
    }

    private static void inMemory(Topology topology, String name) {
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray()),
                PROCESSOR);
    }
}
