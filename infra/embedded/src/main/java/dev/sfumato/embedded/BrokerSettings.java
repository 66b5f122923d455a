package dev.sfumato.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The broker settings of a single node that starts fast and stays small. */
final class BrokerSettings {
    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";

    private BrokerSettings() {}

    static Properties of(Path data, Ports ports, Map<String, String> overrides) {
        var settings = new Properties();
        node(settings, data, ports);
        oneOfEverything(settings);
        shareGroups(settings);
        settings.putAll(overrides);
        return settings;
    }

    private static void node(Properties settings, Path data, Ports ports) {
        String client = "PLAINTEXT://%s:%d".formatted(EmbeddedKafka.HOST, ports.broker());
        String quorum = "%s:%d".formatted(EmbeddedKafka.HOST, ports.controller());
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("log.dirs", data.toString());
        settings.put("listeners", client + "," + CONTROLLER + "://" + quorum);
        settings.put("advertised.listeners", client);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("controller.quorum.voters", NODE_ID + "@" + quorum);
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        // The default takes 128 MiB of heap.
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        // A start after a killed process waits until the session of its predecessor ends.
        settings.put("broker.session.timeout.ms", "6000");
        settings.put("broker.heartbeat.interval.ms", "500");
    }

    private static void oneOfEverything(Properties settings) {
        for (String topic :
                List.of(
                        "offsets.topic",
                        "transaction.state.log",
                        "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
    }

    /** Lets groups ask for locks from 1 s, and lets a new member work within a second. */
    private static void shareGroups(Properties settings) {
        settings.put("group.share.min.record.lock.duration.ms", "1000");
        settings.put("group.share.min.heartbeat.interval.ms", "500");
        settings.put("group.share.heartbeat.interval.ms", "500");
        settings.put("group.share.assignment.interval.ms", "0");
    }
}
