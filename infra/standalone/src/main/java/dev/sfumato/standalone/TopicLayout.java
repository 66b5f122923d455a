package dev.sfumato.standalone;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.schemas.topics.Topic;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an installation decides about its topics.
 *
 * @param partitions of the topics keyed by generation or pool, 1 to 1 000; never changes. 0 when
 *     the settings leave it open: then what is there counts, or 8
 * @param pools pools of workers
 * @param tenants tenants with a door of their own
 */
public record TopicLayout(int partitions, List<String> pools, List<String> tenants) {
    private static final int DEFAULT_PARTITIONS = 8;
    private static final int SECONDS = 30;

    /** Reads {@code topics.partitions}, {@code topics.pools} and {@code topics.tenants}. */
    public static TopicLayout from(ConfigReader read) {
        return new TopicLayout(
                read.integer("topics.partitions", 1, 1_000, 0),
                read.list("topics.pools", List.of("default")),
                read.list("topics.tenants", List.of()));
    }

    /** Every topic as it must be, or as it is where the settings don't say. */
    public List<Topic> catalogue(Admin admin) {
        return TopicCatalogue.topics(partitions == 0 ? present(admin) : partitions, pools, tenants);
    }

    private static int present(Admin admin) {
        try {
            Map<String, TopicDescription> found =
                    admin.describeTopics(List.of(Topics.EVENTS))
                            .allTopicNames()
                            .get(SECONDS, TimeUnit.SECONDS);
            return found.get(Topics.EVENTS).partitions().size();
        } catch (ExecutionException | TimeoutException e) {
            // Absent, or not to be reached: whoever asks next for the topics says which.
            return DEFAULT_PARTITIONS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at the topics", e);
        }
    }
}
