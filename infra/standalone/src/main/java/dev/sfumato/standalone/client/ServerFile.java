package dev.sfumato.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * {@code server.json} in a data folder: the addresses of the server that runs on it, so that a
 * second command uses that one instead of starting its own.
 */
public final class ServerFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ServerFile() {}

    /** Written once the server answers. */
    public static void write(Path data, URI url, String bootstrapServers) {
        ObjectNode node = JSON.createObjectNode();
        node.put("url", url.toString());
        node.put("kafka", bootstrapServers);
        node.put("pid", ProcessHandle.current().pid());
        Path temporary = data.resolve("server.json.new");
        try {
            Files.write(temporary, JSON.writeValueAsBytes(node));
            Files.move(temporary, file(data), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file(data), e);
        }
    }

    /** Removed when the server stops. */
    public static void remove(Path data) {
        try {
            Files.deleteIfExists(file(data));
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove " + file(data), e);
        }
    }

    /** The address of the server on this folder, if its process lives. */
    public static Optional<URI> find(Path data) {
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file(data)));
            boolean lives = ProcessHandle.of(node.path("pid").asLong()).isPresent();
            return lives ? Optional.of(URI.create(node.path("url").asText())) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Path file(Path data) {
        return data.resolve("server.json");
    }
}
