package dev.sfumato.acceptance;

import dev.sfumato.embedded.EmbeddedKafka;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A Kafka, and services around it in processes of their own. */
final class Installation implements AutoCloseable {
    /** Tenants, each with a key of the same name. */
    static final List<String> TENANTS = List.of("flood", "drop");

    private static final Duration START = Duration.ofMinutes(2);
    private static final int PARTITIONS = 4;

    private final Path folder;
    private final Kafka kafka;
    private final List<Command> running = new ArrayList<>();

    private Installation(Path folder, Kafka kafka) {
        this.folder = folder;
        this.kafka = kafka;
    }

    /** A single broker in this process. */
    private record Embedded(EmbeddedKafka broker) implements Kafka {
        @Override
        public String servers() {
            return broker.bootstrapServers();
        }

        @Override
        public int replication() {
            return 1;
        }

        @Override
        public Map<String, String> security() {
            return Map.of();
        }

        @Override
        public void close() {
            broker.close();
        }
    }

    /** An instance of ingest that may be killed, and started again in its place. */
    record Ingest(Command command, int number, int port) {
        URI url() {
            return URI.create("http://127.0.0.1:" + port);
        }

        Client client(String tenant) {
            return new Client(url(), tenant);
        }
    }

    /** Opens one around a broker in this process. */
    static Installation open(Path folder) throws Exception {
        return open(folder, new Embedded(EmbeddedKafka.start(folder.resolve("kafka"), 0)));
    }

    /** Opens one around that Kafka, which is closed with it. */
    static Installation open(Path folder, Kafka kafka) throws Exception {
        var installation = new Installation(folder, kafka);
        installation.writeKeys();
        Command topics = Command.start(folder, installation.environment(), "topics", "apply");
        if (topics.await(START) != 0) {
            throw new AssertionError(topics.output());
        }
        return installation;
    }

    Kafka kafka() {
        return kafka;
    }

    /** Starts an instance; returns when it is ready. */
    Ingest ingest(int number) throws Exception {
        return ingest(number, freePort());
    }

    /** Starts an instance that was killed again: same folder, same address. */
    Ingest again(Ingest killed) throws Exception {
        return ingest(killed.number(), killed.port());
    }

    /** Starts a gateway; returns its address when it is ready. */
    URI gateway(Ingest ingest) throws Exception {
        int port = freePort();
        Map<String, String> environment = environment();
        environment.put("SFUMATO_HTTP_PORT", String.valueOf(port));
        environment.put("SFUMATO_HTTP_API_KEYS", folder.resolve("keys").toString());
        environment.put("SFUMATO_GATEWAY_INGEST_URL", ingest.url().toString());
        URI url = URI.create("http://127.0.0.1:" + port);
        ready(started(Command.start(folder, environment, "gateway")), url);
        return url;
    }

    /** Starts a worker; returns when it takes jobs. */
    Command worker(int slots) throws IOException {
        Map<String, String> environment = environment();
        environment.put("SFUMATO_HTTP_PORT", "0");
        environment.put("SFUMATO_WORKER_SLOTS", String.valueOf(slots));
        Command worker = started(Command.start(folder, environment, "worker"));
        Instant deadline = Instant.now().plus(START);
        while (!worker.output().contains("worker takes jobs")) {
            if (!worker.isAlive() || Instant.now().isAfter(deadline)) {
                throw new AssertionError("the worker didn't start:\n" + worker.output());
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return worker;
    }

    @Override
    public void close() {
        running.reversed().stream().filter(Command::isAlive).forEach(Command::close);
        kafka.close();
    }

    private Ingest ingest(int number, int port) throws Exception {
        Map<String, String> environment = environment();
        environment.put("SFUMATO_HTTP_PORT", String.valueOf(port));
        environment.put("SFUMATO_HTTP_API_KEYS", folder.resolve("keys").toString());
        environment.put("SFUMATO_STREAMS_FOLDER", folder.resolve("streams-" + number).toString());
        var ingest =
                new Ingest(started(Command.start(folder, environment, "ingest")), number, port);
        ready(ingest.command(), ingest.url());
        return ingest;
    }

    private static void ready(Command service, URI url) throws InterruptedException {
        try (Client client = new Client(url, TENANTS.getFirst())) {
            Ready.await(client, service);
        }
    }

    private Command started(Command command) {
        running.add(command);
        return command;
    }

    /** Settings of Kafka's clients as our services take them from the environment. */
    static Map<String, String> variables(Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>();
        settings.forEach(
                (name, value) ->
                        variables.put(
                                "SFUMATO_KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'),
                                value));
        return variables;
    }

    /** What every service is told. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("SFUMATO_KAFKA_BOOTSTRAP_SERVERS", kafka.servers());
        environment.put("SFUMATO_KAFKA_REPLICATION_FACTOR", String.valueOf(kafka.replication()));
        environment.putAll(variables(kafka.security()));
        environment.put("SFUMATO_TOPICS_PARTITIONS", String.valueOf(PARTITIONS));
        environment.put("SFUMATO_ARTIFACTS_FOLDER", folder.resolve("artifacts").toString());
        return environment;
    }

    private void writeKeys() throws Exception {
        List<String> lines = new ArrayList<>();
        for (String tenant : TENANTS) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(tenant.getBytes(StandardCharsets.UTF_8));
            lines.add(
                    "%s,%s,%s,generate read"
                            .formatted(tenant, tenant, HexFormat.of().formatHex(hash)));
        }
        Files.write(folder.resolve("keys"), lines);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
