package dev.sfumato.acceptance;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.GenerationEvent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A server that runs no jobs itself, workers as processes of their own, and several tenants. */
final class Fleet implements AutoCloseable {
    static final List<String> TENANTS = List.of("anna", "bela", "chen", "dora");

    private final Path folder;
    private final Server server;
    private final TopicReader events;
    private final List<Command> workers = new ArrayList<>();
    private final Map<String, Client> clients = new HashMap<>();

    private Fleet(Path folder, Server server) {
        this.folder = folder;
        this.server = server;
        this.events = new TopicReader(server.kafka(), "sfumato.events");
    }

    /** Starts the server, for {@link #TENANTS}. */
    static Fleet start(Path folder) throws IOException {
        Path keys =
                Files.write(folder.resolve("api.keys"), TENANTS.stream().map(Fleet::key).toList());
        String config = "standalone.worker = false\nhttp.api.keys = %s\n".formatted(keys);
        return new Fleet(folder, Server.up(folder, config));
    }

    Server server() {
        return server;
    }

    /** A client of that tenant. */
    Client client(String tenant) {
        return clients.computeIfAbsent(tenant, name -> new Client(server.url(), secret(name)));
    }

    /** A worker of that id; it takes jobs some seconds later. */
    Command worker(String id, Map<String, String> settings) throws IOException {
        var environment = new HashMap<String, String>();
        environment.put("SFUMATO_WORKER_ID", id);
        environment.put("SFUMATO_HTTP_PORT", "0");
        environment.put("SFUMATO_KAFKA_BOOTSTRAP_SERVERS", server.kafka());
        environment.put("SFUMATO_ARTIFACTS_FOLDER", server.data().resolve("artifacts").toString());
        environment.putAll(settings);
        Command worker = Command.start(folder, environment, "worker");
        workers.add(worker);
        return worker;
    }

    /** Everything told so far. */
    List<GenerationEvent> told() {
        return events.all().stream().map(record -> Codecs.events().decode(record.value())).toList();
    }

    /** Waits until what was told satisfies a condition; returns it. */
    List<GenerationEvent> until(Predicate<List<GenerationEvent>> enough, Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        while (Instant.now().isBefore(deadline)) {
            List<GenerationEvent> told = told();
            if (enough.test(told)) {
                return told;
            }
            events.rest(Duration.ofMillis(50));
        }
        List<String> last = told().stream().map(Told::line).toList();
        throw new AssertionError(
                "not told within %s; last:\n%s\n%s"
                        .formatted(
                                patience,
                                String.join(
                                        "\n",
                                        last.subList(Math.max(0, last.size() - 40), last.size())),
                                outputs()));
    }

    /** Lets some time pass. */
    void rest(Duration time) {
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            events.rest(Duration.ofMillis(20));
        }
    }

    @Override
    public void close() {
        workers.stream().filter(Command::isAlive).forEach(Command::close);
        clients.values().forEach(Client::close);
        events.close();
        server.close();
    }

    private String outputs() {
        var text = new StringBuilder(server.output());
        workers.forEach(worker -> text.append(worker.output()));
        return text.toString();
    }

    static String secret(String tenant) {
        return "secret-of-" + tenant;
    }

    static String key(String tenant) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(secret(tenant).getBytes(StandardCharsets.UTF_8));
            return "%s,%s-1,%s,generate read"
                    .formatted(tenant, tenant, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
