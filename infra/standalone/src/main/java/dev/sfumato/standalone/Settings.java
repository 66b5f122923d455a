package dev.sfumato.standalone;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.config.ConfigSource;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The flat settings of this process: file, environment, and what follows from where it lies. */
public final class Settings {
    /** Names in the environment that speak to the launcher and the command, not to a service. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("SFUMATO_API_KEY", "SFUMATO_DATA", "SFUMATO_JAVA_OPTIONS", "SFUMATO_LOG_LEVEL");

    private static final List<String> SERVICES =
            List.of(
                    "artifacts.",
                    "gateway.",
                    "http.",
                    "ingest.",
                    "kafka.",
                    "standalone.",
                    "streams.",
                    "topics.",
                    "worker.");

    private Settings() {}

    /**
     * Reads the file and the environment.
     *
     * @throws IOException when the file can't be read
     */
    public static Map<String, String> read(@Nullable Path file) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(NOT_SETTINGS);
        Map<String, String> settings = new TreeMap<>(ConfigSource.read(file, environment));
        models().ifPresentOrElse(models -> settings.putIfAbsent("worker.models", models), () -> {});
        return settings;
    }

    /** Leaves to the other services what this one doesn't read; they share one file. */
    public static void leaveServices(ConfigReader read) {
        SERVICES.forEach(read::leave);
    }

    /** The models that this checkout or distribution ships. */
    private static java.util.Optional<String> models() {
        String home = System.getProperty("sfumato.home");
        if (home == null) {
            return java.util.Optional.empty();
        }
        Path models = Path.of(home, "worker", "models");
        return Files.isDirectory(models)
                ? java.util.Optional.of(models.toString())
                : java.util.Optional.empty();
    }
}
