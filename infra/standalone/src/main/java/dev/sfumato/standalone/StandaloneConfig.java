package dev.sfumato.standalone;

import dev.sfumato.platform.config.ConfigReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the one-process installation is told.
 *
 * @param data folder of everything it keeps
 * @param port of the console and the API; 0 for a free one
 * @param kafkaPort of the broker; 0 for a free one
 * @param worker whether this process runs a worker
 * @param settings of the services
 */
public record StandaloneConfig(
        Path data, int port, int kafkaPort, boolean worker, Map<String, String> settings) {
    public StandaloneConfig {
        settings = Map.copyOf(settings);
    }

    /** On free ports, with settings from the environment alone: what one command needs. */
    public static StandaloneConfig onFreePorts(Path data) throws IOException {
        return read(data, 0, 0, null);
    }

    /**
     * Reads settings; services check their own when they start.
     *
     * @param file a properties file, or null for the environment alone
     * @throws IOException when the file can't be read
     */
    public static StandaloneConfig read(Path data, int port, int kafkaPort, @Nullable Path file)
            throws IOException {
        Map<String, String> settings = new TreeMap<>(Settings.read(file));
        ConfigReader read = new ConfigReader(settings);
        boolean worker = read.flag("standalone.worker", true);
        Settings.leaveServices(read);
        read.throwIfInvalid();
        settings.remove("standalone.worker");
        return new StandaloneConfig(
                data.toAbsolutePath().normalize(), port, kafkaPort, worker, settings);
    }

    /** Whether callers must say who they are. */
    public boolean authenticates() {
        return settings.keySet().stream()
                .anyMatch(key -> key.equals("http.api.keys") || key.startsWith("http.jwt."));
    }

    /** The services' settings over defaults that follow from the folder and the broker. */
    Map<String, String> settings(String bootstrapServers, String url) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("kafka.bootstrap.servers", bootstrapServers);
        all.putIfAbsent("artifacts.folder", data.resolve("artifacts").toString());
        all.putIfAbsent("worker.curves.folder", data.resolve("curves").toString());
        all.putIfAbsent("streams.folder", data.resolve("streams").toString());
        all.putIfAbsent("gateway.ingest.url", url);
        all.putIfAbsent("ingest.standbys", "0");
        all.putIfAbsent("topics.partitions", "2");
        return all;
    }
}
