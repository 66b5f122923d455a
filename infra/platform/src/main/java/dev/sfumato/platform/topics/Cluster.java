package dev.sfumato.platform.topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What {@link TopicAdmin} asks of a cluster; each call waits at most 30 s. */
final class Cluster {
    static final Comparator<ConfigResource> BY_TYPE_AND_NAME =
            Comparator.comparing(ConfigResource::type).thenComparing(ConfigResource::name);

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Admin admin;

    Cluster(Admin admin) {
        this.admin = admin;
    }

    /** Names a resource for people, as {@code topic sfumato.events}. */
    static String name(ConfigResource resource) {
        return resource.type().name().toLowerCase(Locale.ROOT) + " " + resource.name();
    }

    /** Partition counts of all topics. */
    Map<String, Integer> partitions() {
        var names = await("the topics can't be listed", admin.listTopics().names());
        var counts = new HashMap<String, Integer>();
        admin.describeTopics(names)
                .topicNameValues()
                .forEach((name, topic) -> describe(name, topic, counts));
        return counts;
    }

    /** Creates topics; one that has appeared meanwhile is left as it is. */
    void create(List<NewTopic> topics) {
        admin.createTopics(topics)
                .values()
                .forEach(
                        (name, done) -> {
                            try {
                                await("topic %s can't be created".formatted(name), done);
                            } catch (TopicException e) {
                                if (!(e.getCause() instanceof TopicExistsException)) {
                                    throw e;
                                }
                            }
                        });
    }

    /** The settings in force, by name. */
    Map<String, String> config(ConfigResource resource) {
        var described = admin.describeConfigs(List.of(resource)).values().get(resource);
        var config = new HashMap<String, String>();
        for (ConfigEntry entry :
                await("%s can't be read".formatted(name(resource)), described).entries()) {
            if (entry.value() != null) {
                config.put(entry.name(), entry.value());
            }
        }
        return config;
    }

    /** Sets settings; the others stay. */
    void configure(ConfigResource resource, Map<String, String> changes) {
        Collection<AlterConfigOp> set =
                changes.entrySet().stream()
                        .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
                        .map(entry -> new AlterConfigOp(entry, OpType.SET))
                        .toList();
        await(
                "%s can't be set to %s".formatted(name(resource), changes),
                admin.incrementalAlterConfigs(Map.of(resource, set)).all());
    }

    private static void describe(
            String name, KafkaFuture<TopicDescription> topic, Map<String, Integer> counts) {
        try {
            counts.put(
                    name,
                    await("topic %s can't be read".formatted(name), topic).partitions().size());
        } catch (TopicException e) {
            // Someone removed it after the listing.
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }

    private static <T> T await(String failure, KafkaFuture<T> future) {
        try {
            return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TopicException(failure + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new TopicException(failure + " within " + DEADLINE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException(failure + ": interrupted", e);
        }
    }
}
