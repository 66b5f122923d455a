package dev.sfumato.acceptance;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes of Kafka as processes of their own, broker and controller combined, each partition on all
 * of them; clients come by TLS and with a password.
 */
final class Cluster implements Kafka {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final String PASSWORD = "password-of-a-test";
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"%s\" password=\"%s\"%s;";

    private final Path folder;
    private final List<Node> nodes;
    private final List<Command> running = new ArrayList<>();

    private Cluster(Path folder, List<Node> nodes) {
        this.folder = folder;
        this.nodes = nodes;
    }

    private record Node(int id, int broker, int controller) {
        String voter() {
            return "%d@127.0.0.1:%d".formatted(id, controller);
        }
    }

    /** Starts a cluster with data and certificate in that folder; returns when it answers. */
    static Cluster start(Path folder, int size) throws Exception {
        Files.createDirectories(folder);
        certify(folder);
        var cluster = new Cluster(folder, nodes(size));
        String id = Uuid.randomUuid().toString();
        for (Node node : cluster.nodes) {
            cluster.format(node, id);
            cluster.running.add(cluster.run(node));
        }
        try {
            cluster.await(size);
        } catch (AssertionError | RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    @Override
    public String servers() {
        return nodes.stream()
                .map(node -> "127.0.0.1:" + node.broker())
                .collect(Collectors.joining(","));
    }

    @Override
    public int replication() {
        return nodes.size();
    }

    @Override
    public Map<String, String> security() {
        return security(PASSWORD);
    }

    /** The same for somebody with another password. */
    Map<String, String> security(String password) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                LOGIN.formatted("sfumato", password, ""),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate().toString());
    }

    /** SIGKILL of the k-th node. */
    void kill(int k) throws InterruptedException {
        running.get(k).kill();
    }

    /** Starts a killed node again; returns when every partition has all its copies. */
    void restart(int k) throws IOException {
        running.set(k, run(nodes.get(k)));
        await(nodes.size());
    }

    @Override
    public void close() {
        running.stream().filter(Command::isAlive).forEach(Cluster::end);
    }

    /** What a test's cluster leaves behind nobody reads: it needn't stop in peace. */
    private static void end(Command node) {
        try {
            node.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(int copies) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!isWhole(copies)) {
            if (Instant.now().isAfter(deadline) || !running.stream().allMatch(Command::isAlive)) {
                throw new AssertionError(
                        "no cluster of %d within %s:\n%s"
                                .formatted(copies, PATIENCE, running.getFirst().output()));
            }
            LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    private boolean isWhole(int copies) {
        Map<String, Object> settings = new HashMap<>(security());
        settings.put("bootstrap.servers", servers());
        settings.put("default.api.timeout.ms", "5000");
        settings.put("request.timeout.ms", "5000");
        try (Admin admin = Admin.create(settings)) {
            int present = admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).size();
            List<TopicPartitionInfo> partitions =
                    admin
                            .describeTopics(admin.listTopics().names().get(10, TimeUnit.SECONDS))
                            .allTopicNames()
                            .get(10, TimeUnit.SECONDS)
                            .values()
                            .stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .toList();
            return present == copies
                    && partitions.stream().allMatch(each -> each.isr().size() == copies);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the cluster", e);
        }
    }

    private Command run(Node node) throws IOException {
        Path file = folder.resolve("node-" + node.id() + ".properties");
        try (var out = Files.newBufferedWriter(file)) {
            settings(node).store(out, null);
        }
        return Command.program(folder, "kafka.Kafka", file.toString());
    }

    private Properties settings(Node node) {
        var settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(node.id()));
        settings.put("log.dirs", data(node).toString());
        settings.put(
                "controller.quorum.voters",
                nodes.stream().map(Node::voter).collect(Collectors.joining(",")));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "SASL_SSL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(node.broker(), node.controller()));
        settings.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "SASL_SSL");
        settings.putAll(locks());
        settings.putAll(copies());
        // The defaults are for machines of their own.
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("broker.session.timeout.ms", "6000");
        settings.put("auto.create.topics.enable", "false");
        // What an installation has to set, since locks are shorter than Kafka's own minimum.
        settings.put("group.share.min.record.lock.duration.ms", "5000");
        return settings;
    }

    private Map<String, String> locks() {
        return Map.of(
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                LOGIN.formatted(
                        "node",
                        PASSWORD,
                        " user_node=\"%1$s\" user_sfumato=\"%1$s\"".formatted(PASSWORD)),
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                folder.resolve("node.p12").toString(),
                "ssl.keystore.password",
                PASSWORD,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate().toString());
    }

    private Map<String, String> copies() {
        Map<String, String> settings = new HashMap<>();
        for (String topic :
                List.of(
                        "offsets.topic",
                        "transaction.state.log",
                        "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", String.valueOf(replication()));
            settings.put(topic + ".num.partitions", "3");
        }
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("share.coordinator.state.topic.min.isr", "2");
        settings.put("min.insync.replicas", "2");
        return settings;
    }

    private void format(Node node, String cluster) throws Exception {
        String data = Files.createDirectories(data(node)).toString();
        var silent =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Formatter()
                .setPrintStream(silent)
                .setClusterId(cluster)
                .setNodeId(node.id())
                .setDirectories(List.of(data))
                .setMetadataLogDirectory(data)
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setFeatureLevel("share.version", (short) 1)
                .setFeatureLevel("kraft.version", (short) 0)
                .run();
    }

    private Path data(Node node) {
        return folder.resolve("node-" + node.id());
    }

    private Path certificate() {
        return folder.resolve("node.pem");
    }

    /** A key that stands for itself, for this address. */
    private static void certify(Path folder) throws IOException, InterruptedException {
        String store = folder.resolve("node.p12").toString();
        keytool(
                List.of("-genkeypair", "-alias", "node", "-keyalg", "EC", "-dname", "CN=node"),
                List.of("-ext", "SAN=IP:127.0.0.1", "-validity", "2", "-keystore", store));
        keytool(
                List.of("-exportcert", "-rfc", "-alias", "node", "-keystore", store),
                List.of("-file", folder.resolve("node.pem").toString()));
    }

    private static void keytool(List<String> what, List<String> with)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(what);
        line.addAll(with);
        line.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("keytool failed: " + output);
        }
    }

    private static List<Node> nodes(int size) throws IOException {
        List<ServerSocket> reserved = new ArrayList<>();
        for (int n = 0; n < 2 * size; n++) {
            reserved.add(new ServerSocket(0));
        }
        List<Node> nodes =
                IntStream.range(0, size)
                        .mapToObj(
                                n ->
                                        new Node(
                                                n + 1,
                                                reserved.get(2 * n).getLocalPort(),
                                                reserved.get(2 * n + 1).getLocalPort()))
                        .toList();
        for (ServerSocket socket : reserved) {
            socket.close();
        }
        return nodes;
    }
}
