package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** {@code sfumato up} on free ports, with its data in a folder of the test's. */
final class Server implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    private final Command command;
    private final Path data;
    private final URI url;
    private final String kafka;

    private Server(Command command, Path data, URI url, String kafka) {
        this.command = command;
        this.data = data;
        this.url = url;
        this.kafka = kafka;
    }

    static Server up(Path folder) throws IOException {
        return up(folder, "");
    }

    /** Starts a server with a configuration file and returns once it answers. */
    static Server up(Path folder, String config) throws IOException {
        Path data = folder.resolve("data");
        Path file = Files.writeString(folder.resolve("up.properties"), config);
        Command command =
                Command.start(
                        folder,
                        Map.of(),
                        "up",
                        "--port",
                        "0",
                        "--data",
                        data.toString(),
                        "--config",
                        file.toString());
        JsonNode address = address(command, data.resolve("server.json"));
        return new Server(
                command,
                data,
                URI.create(address.path("url").asText()),
                address.path("kafka").asText());
    }

    URI url() {
        return url;
    }

    String kafka() {
        return kafka;
    }

    Path data() {
        return data;
    }

    Client client() {
        return new Client(url);
    }

    /** What the server's process printed. */
    String output() {
        return command.output();
    }

    @Override
    public void close() {
        command.close();
    }

    private static JsonNode address(Command command, Path file) throws IOException {
        Instant deadline = Instant.now().plus(START);
        while (!Files.exists(file)) {
            if (!command.isAlive() || Instant.now().isAfter(deadline)) {
                command.close();
                throw new AssertionError("the server didn't start:\n" + command.output());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return new ObjectMapper().readTree(Files.readAllBytes(file));
    }
}
