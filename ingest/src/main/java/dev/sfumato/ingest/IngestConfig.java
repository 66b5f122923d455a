package dev.sfumato.ingest;

import dev.sfumato.platform.config.ConfigReader;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What ingest is told.
 *
 * @param streams folder of the Streams applications' state, one process at a time
 * @param standbys copies of each partition's state that other instances keep, 0 to 3
 * @param address where other instances reach this one, as {@code 10.0.0.7:8080}; empty when that is
 *     where it listens
 * @param pools those with a work topic, the default one first
 * @param tenants those with a topic of their own
 * @param models ids that are accepted although no worker has announced them yet
 * @param deadline finish-by of a request that names none
 * @param longestDeadline furthest finish-by that a request may name
 */
public record IngestConfig(
        Path streams,
        int standbys,
        Optional<String> address,
        List<String> pools,
        List<String> tenants,
        List<String> models,
        Duration deadline,
        Duration longestDeadline) {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s:/]+:[0-9]{1,5}");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(3);

    public IngestConfig {
        pools = List.copyOf(pools);
        tenants = List.copyOf(tenants);
        models = List.copyOf(models);
    }

    /**
     * Reads {@code streams.folder}, {@code topics.pools}, {@code topics.tenants} and {@code
     * ingest.*}: {@code default.model models deadline deadline.longest standbys address}. The
     * caller ends with {@link ConfigReader#throwIfInvalid}.
     */
    public static IngestConfig from(ConfigReader read) {
        String model = read.text("ingest.default.model", "landscape");
        return new IngestConfig(
                read.path("streams.folder", Path.of("data", "streams")),
                read.integer("ingest.standbys", 0, 3, 1),
                address(read),
                read.list("topics.pools", List.of("default")),
                read.list("topics.tenants", List.of()),
                read.list("ingest.models", List.of(model)),
                read.duration("ingest.deadline", Duration.ofSeconds(1), LONGEST, DAY),
                read.duration("ingest.deadline.longest", Duration.ofSeconds(1), LONGEST, LONGEST));
    }

    private static Optional<String> address(ConfigReader read) {
        Optional<String> address = read.optionalText("ingest.address");
        if (address.isPresent() && !ADDRESS.matcher(address.get()).matches()) {
            read.reject("ingest.address", "must be host:port");
        }
        return address;
    }
}
