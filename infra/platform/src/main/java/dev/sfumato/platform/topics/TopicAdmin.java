package dev.sfumato.platform.topics;

import dev.sfumato.schemas.topics.Topic;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Makes a cluster agree with the topic catalogue, and says where it doesn't. */
public final class TopicAdmin {
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private TopicAdmin() {}

    /**
     * Creates absent topics, and configures topics and the work topics' share groups. Existing
     * topics keep their data and partition count; repeated calls change nothing.
     *
     * @param replicationFactor of new topics; -1 is the cluster's default
     * @throws TopicException when the cluster refuses or can't be reached within 30 s, or when a
     *     topic exists with another partition count
     */
    public static void apply(Admin admin, List<Topic> catalogue, int replicationFactor) {
        var cluster = new Cluster(admin);
        Map<String, Integer> present = cluster.partitions();
        var absent = new ArrayList<NewTopic>();
        var known = new ArrayList<Topic>();
        for (Topic topic : catalogue) {
            if (present.containsKey(topic.name())) {
                known.add(topic);
            } else {
                absent.add(newTopic(topic, replicationFactor));
            }
        }
        List<String> unchangeable = partitionDifferences(known, present);
        if (!unchangeable.isEmpty()) {
            throw new TopicException(
                    "partition counts never change:\n  " + String.join("\n  ", unchangeable));
        }
        cluster.create(absent);
        topicSettings(known).forEach((each, config) -> configure(cluster, each, config));
        groupSettings(catalogue).forEach((each, config) -> configure(cluster, each, config));
        awaitAgreement(admin, catalogue);
    }

    /**
     * Every difference between cluster and catalogue as a sentence; empty when there is none.
     *
     * @throws TopicException when the cluster can't be reached within 30 s
     */
    public static List<String> check(Admin admin, List<Topic> catalogue) {
        var cluster = new Cluster(admin);
        Map<String, Integer> present = cluster.partitions();
        var differences = new ArrayList<String>(partitionDifferences(catalogue, present));
        Map<ConfigResource, Map<String, String>> wanted = topicSettings(catalogue);
        wanted.keySet().removeIf(each -> !present.containsKey(each.name()));
        wanted.putAll(groupSettings(catalogue));
        wanted.forEach((each, config) -> differences.addAll(differences(cluster, each, config)));
        return List.copyOf(differences);
    }

    /**
     * What a service calls at its start.
     *
     * @throws TopicException listing every difference
     */
    public static void require(Admin admin, List<Topic> catalogue) {
        List<String> differences = check(admin, catalogue);
        if (!differences.isEmpty()) {
            throw new TopicException(
                    "the topics aren't as they must be, run 'sfumato topics apply':\n  "
                            + String.join("\n  ", differences));
        }
    }

    /** Brokers learn of a change a little after it is acknowledged. */
    private static void awaitAgreement(Admin admin, List<Topic> catalogue) {
        long start = System.nanoTime();
        List<String> differences = check(admin, catalogue);
        while (!differences.isEmpty()) {
            if (System.nanoTime() - start > SETTLE.toNanos()) {
                throw new TopicException(
                        "the cluster didn't take the changes within %d s:\n  %s"
                                .formatted(SETTLE.toSeconds(), String.join("\n  ", differences)));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            differences = check(admin, catalogue);
        }
    }

    private static NewTopic newTopic(Topic topic, int replicationFactor) {
        Optional<Short> replication =
                replicationFactor < 0 ? Optional.empty() : Optional.of((short) replicationFactor);
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), replication)
                .configs(topic.config());
    }

    private static Map<ConfigResource, Map<String, String>> topicSettings(List<Topic> topics) {
        var wanted = new TreeMap<ConfigResource, Map<String, String>>(Cluster.BY_TYPE_AND_NAME);
        topics.forEach(
                topic -> wanted.put(resource(ConfigResource.Type.TOPIC, topic), topic.config()));
        return wanted;
    }

    private static Map<ConfigResource, Map<String, String>> groupSettings(List<Topic> topics) {
        var wanted = new TreeMap<ConfigResource, Map<String, String>>(Cluster.BY_TYPE_AND_NAME);
        topics.stream()
                .filter(ShareGroups::isWork)
                .forEach(
                        topic ->
                                wanted.put(
                                        resource(ConfigResource.Type.GROUP, topic),
                                        ShareGroups.CONFIG));
        return wanted;
    }

    private static ConfigResource resource(ConfigResource.Type type, Topic topic) {
        return new ConfigResource(type, topic.name());
    }

    private static void configure(
            Cluster cluster, ConfigResource resource, Map<String, String> config) {
        Map<String, String> actual = cluster.config(resource);
        var changes = new TreeMap<>(config);
        changes.entrySet().removeIf(e -> e.getValue().equals(actual.get(e.getKey())));
        if (!changes.isEmpty()) {
            cluster.configure(resource, changes);
        }
    }

    private static List<String> partitionDifferences(
            List<Topic> catalogue, Map<String, Integer> present) {
        var differences = new ArrayList<String>();
        for (Topic topic : catalogue) {
            Integer partitions = present.get(topic.name());
            if (partitions == null) {
                differences.add("topic %s is missing".formatted(topic.name()));
            } else if (partitions != topic.partitions()) {
                differences.add(
                        "topic %s must have %d partitions, got %d"
                                .formatted(topic.name(), topic.partitions(), partitions));
            }
        }
        return differences;
    }

    private static List<String> differences(
            Cluster cluster, ConfigResource resource, Map<String, String> config) {
        Map<String, String> actual = cluster.config(resource);
        var differences = new ArrayList<String>();
        new TreeMap<>(config)
                .forEach(
                        (key, value) -> {
                            String got = actual.getOrDefault(key, "");
                            if (!value.equals(got)) {
                                differences.add(
                                        "%s must have %s=%s, got '%s'"
                                                .formatted(
                                                        Cluster.name(resource), key, value, got));
                            }
                        });
        return differences;
    }
}
