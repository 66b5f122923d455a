package dev.sfumato.platform.kafka;

import dev.sfumato.platform.config.ConfigReader;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How to reach Kafka, and what each kind of client is set to.
 *
 * @param bootstrapServers as {@code host:port,host:port}
 * @param replicationFactor of topics and of Streams' own topics; -1 is the cluster's default
 * @param extra settings for every client, mostly security; they win over ours
 */
public record KafkaSettings(
        String bootstrapServers, int replicationFactor, Map<String, String> extra) {
    /** What a consumer sees of transactions. */
    public enum Isolation {
        READ_COMMITTED,
        READ_UNCOMMITTED
    }

    /** What a Kafka Streams application promises. */
    public enum Guarantee {
        AT_LEAST_ONCE("at_least_once"),
        EXACTLY_ONCE("exactly_once_v2");

        private final String setting;

        Guarantee(String setting) {
            this.setting = setting;
        }
    }

    private static final String BOOTSTRAP = "kafka.bootstrap.servers";
    private static final String REPLICATION = "kafka.replication.factor";
    private static final Duration SEND_BLOCK = Duration.ofSeconds(5);
    private static final Duration REQUEST = Duration.ofSeconds(15);
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    private static final int BUFFER_BYTES = 32 * 1024 * 1024;
    private static final int RECORD_BYTES = 1024 * 1024;

    public KafkaSettings {
        extra = Map.copyOf(extra);
    }

    /** A plain connection to {@code bootstrapServers}, as to an embedded broker. */
    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, -1, Map.of());
    }

    /**
     * Reads {@code kafka.bootstrap.servers}, {@code kafka.replication.factor} (default -1) and
     * hands {@code kafka.security.*}, {@code kafka.sasl.*}, {@code kafka.ssl.*} and {@code
     * kafka.client.*} to the clients without {@code kafka.}: their other settings keep our
     * promises.
     */
    public static KafkaSettings from(ConfigReader read) {
        String servers = read.text(BOOTSTRAP);
        int replication = read.integer(REPLICATION, -1, 15, -1);
        if (replication == 0) {
            read.reject(REPLICATION, "must be -1 or from 1 to 15");
        }
        var extra = new TreeMap<String, String>();
        for (String family : List.of("security.", "sasl.", "ssl.", "client.")) {
            read.group("kafka." + family).forEach((key, value) -> extra.put(family + key, value));
        }
        return new KafkaSettings(servers, replication, extra);
    }

    /** Durable, ordered and without delay; {@code send} blocks at most 5 s, fails after 30 s. */
    public Properties producer(String clientId) {
        var settings = client(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SEND_BLOCK.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_BYTES);
        settings.putAll(extra);
        return settings;
    }

    /** As {@link #producer}, but {@code send} never blocks: it fails at once where it would. */
    public Properties promptProducer(String clientId) {
        var settings = producer(clientId);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
        return settings;
    }

    /** Without a group: for {@code assign}; starts at the beginning, commits nothing. */
    public Properties consumer(String clientId, Isolation isolation) {
        var settings = client(clientId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, written(isolation));
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putAll(extra);
        return settings;
    }

    /** Member of a consumer group that commits by itself; starts at the beginning. */
    public Properties groupConsumer(String clientId, String group, Isolation isolation) {
        var settings = consumer(clientId, isolation);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return settings;
    }

    /** One slot of a share group: explicit acknowledgement, at most one record at a time. */
    public Properties shareConsumer(String clientId, String group) {
        var settings = client(clientId);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // A fetch left open takes a record that nobody polls for, until its lock expires.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.putAll(extra);
        return settings;
    }

    /**
     * A Streams application with one thread and no caches. The service adds its serdes and its
     * handlers of malformed records and failed processing.
     *
     * @param stateDir folder that no other process uses for this application
     */
    public Properties streams(String applicationId, Path stateDir, Guarantee guarantee) {
        var settings = client(applicationId);
        settings.put("application.id", applicationId);
        settings.put("state.dir", stateDir.toString());
        settings.put("processing.guarantee", guarantee.setting);
        settings.put("group.protocol", "classic");
        settings.put("replication.factor", replicationFactor);
        settings.put("num.stream.threads", 1);
        settings.put("statestore.cache.max.bytes", 0L);
        settings.put("commit.interval.ms", 100L);
        settings.put("producer." + ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put("producer." + ProducerConfig.ACKS_CONFIG, "all");
        settings.put("consumer." + ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put("consumer." + ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put("consumer." + ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        settings.putAll(extra);
        return settings;
    }

    /** For administration; every call ends within 30 s. */
    public Properties admin(String clientId) {
        var settings = client(clientId);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
        settings.putAll(extra);
        return settings;
    }

    /** Names the servers, and the keys of the other settings without their values. */
    @Override
    public String toString() {
        return "KafkaSettings[%s, replicationFactor=%d, %s]"
                .formatted(bootstrapServers, replicationFactor, extra.keySet());
    }

    private Properties client(String clientId) {
        var settings = new Properties();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        return settings;
    }

    private static String written(Isolation isolation) {
        return isolation.name().toLowerCase(Locale.ROOT);
    }
}
