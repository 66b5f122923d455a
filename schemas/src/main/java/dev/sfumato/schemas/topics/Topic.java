package dev.sfumato.schemas.topics;

import java.util.Map;

/**
 * A topic as it must be.
 *
 * @param partitions exact count
 * @param config topic settings, by Kafka's names
 * @param audience who may read or write it
 */
public record Topic(String name, int partitions, Map<String, String> config, Audience audience) {
    public Topic {
        config = Map.copyOf(config);
    }

    /** Whether other teams use a topic. */
    public enum Audience {
        PUBLIC,
        INTERNAL
    }
}
