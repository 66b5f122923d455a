package dev.sfumato.ingest.webhooks;

import dev.sfumato.schemas.topics.Topics;

import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** {@code sfumato.webhooks} to attempts, whose reports come back through the same topic. */
final class WebhookTopology {
    static final String OWED = "owed";
    static final String DUE = "due";
    static final String DEAD_LETTERS_SINK = "dead-letters";

    private static final String SOURCE = "webhooks";
    private static final String DELIVER = "deliver";

    private WebhookTopology() {}

    /**
     * The application.
     *
     * @param meters counts attempts by what became of them
     */
    static Topology build(Schedule schedule, Courier courier, MeterRegistry meters) {
        return new Topology()
                .addSource(
                        SOURCE,
                        new StringDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.WEBHOOKS)
                .addProcessor(
                        DELIVER, () -> new DeliveryProcessor(schedule, courier, meters), SOURCE)
                .addStateStore(store(OWED), DELIVER)
                .addStateStore(store(DUE), DELIVER)
                .addSink(
                        DEAD_LETTERS_SINK,
                        Topics.DEAD_LETTERS,
                        new StringSerializer(),
                        new ByteArraySerializer(),
                        DELIVER);
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
    }
}
