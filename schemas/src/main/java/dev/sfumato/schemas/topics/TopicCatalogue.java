package dev.sfumato.schemas.topics;

import dev.sfumato.schemas.topics.Topic.Audience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every topic of an installation. */
public final class TopicCatalogue {

    private TopicCatalogue() {}

    /**
     * The topics of an installation.
     *
     * @param partitions of the topics keyed by generation id or pool; never changes afterwards
     * @param pools pools of workers, each with its work topic
     * @param tenants tenants with a door of their own, besides {@code sfumato.commands}
     */
    public static List<Topic> topics(int partitions, List<String> pools, List<String> tenants) {
        List<Topic> topics = new ArrayList<>();
        topics.add(open(Topics.COMMANDS, partitions, kept(Duration.ofDays(7))));
        for (String tenant : tenants) {
            topics.add(open(Topics.commands(tenant), partitions, kept(Duration.ofDays(7))));
        }
        topics.add(internal(Topics.ADMISSION, partitions, kept(Duration.ofDays(7))));
        topics.add(internal(Topics.DISPATCH, partitions, kept(Duration.ofDays(7))));
        for (String pool : pools) {
            topics.add(internal(Topics.work(pool), 1, kept(Duration.ofDays(7))));
        }
        topics.add(internal(Topics.CONTROL, 1, kept(Duration.ofDays(7))));
        topics.add(open(Topics.EVENTS, partitions, kept(Duration.ofDays(7))));
        topics.add(open(Topics.PREVIEWS, partitions, kept(Duration.ofMinutes(10))));
        topics.add(open(Topics.RESULTS, partitions, kept(Duration.ofDays(30))));
        topics.add(internal(Topics.WORKERS, 1, compacted()));
        topics.add(internal(Topics.POOLS, 1, compacted()));
        topics.add(internal(Topics.WEBHOOKS, partitions, kept(Duration.ofDays(3))));
        topics.add(internal(Topics.DEAD_LETTERS, 1, kept(Duration.ofDays(30))));
        return List.copyOf(topics);
    }

    private static Topic open(String name, int partitions, Map<String, String> config) {
        return new Topic(name, partitions, config, Audience.PUBLIC);
    }

    private static Topic internal(String name, int partitions, Map<String, String> config) {
        return new Topic(name, partitions, config, Audience.INTERNAL);
    }

    private static Map<String, String> kept(Duration retention) {
        return Map.of(
                "cleanup.policy", "delete", "retention.ms", Long.toString(retention.toMillis()));
    }

    private static Map<String, String> compacted() {
        return Map.of("cleanup.policy", "compact", "segment.ms", "600000");
    }
}
