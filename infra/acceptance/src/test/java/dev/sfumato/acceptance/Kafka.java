package dev.sfumato.acceptance;

import java.util.Map;

/** A Kafka that an installation works with. */
interface Kafka extends AutoCloseable {
    /** Its addresses, as {@code host:port,host:port}. */
    String servers();

    /** Copies of each partition. */
    int replication();

    /** What clients need to get in, beyond the addresses; by Kafka's own names. */
    Map<String, String> security();

    @Override
    void close();
}
