package dev.sfumato.standalone;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.schemas.topics.Topic;
import dev.sfumato.schemas.topics.TopicCatalogue;

import java.util.List;

/**
 * What an installation decides about its topics.
 *
 * @param partitions of the topics keyed by generation or pool, 1 to 1 000; never changes
 * @param pools pools of workers
 * @param tenants tenants with a door of their own
 */
public record TopicLayout(int partitions, List<String> pools, List<String> tenants) {
    /** Reads {@code topics.partitions}, {@code topics.pools} and {@code topics.tenants}. */
    public static TopicLayout from(ConfigReader read) {
        return new TopicLayout(
                read.integer("topics.partitions", 1, 1_000, 8),
                read.list("topics.pools", List.of("default")),
                read.list("topics.tenants", List.of()));
    }

    /** Every topic. */
    public List<Topic> catalogue() {
        return TopicCatalogue.topics(partitions, pools, tenants);
    }
}
