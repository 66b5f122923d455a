package dev.sfumato.platform.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Where configuration comes from: a properties file, and the environment over it. */
public final class ConfigSource {
    private static final String PREFIX = "SFUMATO_";

    private ConfigSource() {}

    /**
     * Reads both; {@code SFUMATO_KAFKA_BOOTSTRAP_SERVERS} overrides {@code
     * kafka.bootstrap.servers}.
     *
     * @param file a properties file in UTF-8, or null for the environment alone
     * @param environment as {@link System#getenv()}; only names that begin with {@code SFUMATO_}
     *     count
     * @throws IOException when the file can't be read, or isn't a properties file
     */
    public static Map<String, String> read(@Nullable Path file, Map<String, String> environment)
            throws IOException {
        var merged = new TreeMap<String, String>();
        if (file != null) {
            merged.putAll(readFile(file));
        }
        environment.forEach(
                (name, value) -> {
                    if (name.startsWith(PREFIX)) {
                        merged.put(key(name), value);
                    }
                });
        return merged;
    }

    private static String key(String name) {
        return name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static Map<String, String> readFile(Path file) throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s must be a properties file".formatted(file), e);
        }
        var values = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(k -> values.put(k, properties.getProperty(k)));
        return values;
    }
}
