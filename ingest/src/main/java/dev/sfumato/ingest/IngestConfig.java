package dev.sfumato.ingest;

import dev.sfumato.ingest.tenants.Tenants;
import dev.sfumato.ingest.tenants.TenantsFile;
import dev.sfumato.ingest.webhooks.WebhookSettings;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.http.Origins;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ingest is told.
 *
 * @param streams folder of the Streams applications' state, one process at a time
 * @param standbys copies of each partition's state that other instances keep, 0 to 3
 * @param address where other instances reach this one, as {@code 10.0.0.7:8080}; empty when that is
 *     where it listens
 * @param pools those with a work topic, the default one first
 * @param doors tenants with a topic of their own
 * @param tenants what each tenant may ask for, and how much
 * @param models ids that are accepted although no worker has announced them yet
 * @param schemas id in a schema registry to {@code generate} or {@code cancel}, for values of the
 *     topic doors that are framed so
 * @param leastFree bytes that must be free on the disk of the state
 * @param deadline finish-by of a request that names none
 * @param longestDeadline furthest finish-by that a request may name
 * @param webhooks how endings are told to others
 * @param origins of web pages, besides its own, that may upload pictures and pause pools
 */
public record IngestConfig(
        Path streams,
        int standbys,
        Optional<String> address,
        List<String> pools,
        List<String> doors,
        Tenants tenants,
        List<String> models,
        Map<Integer, String> schemas,
        long leastFree,
        Duration deadline,
        Duration longestDeadline,
        WebhookSettings webhooks,
        Origins origins) {
    private static final String TENANTS = "ingest.tenants";
    private static final String SCHEMAS = "ingest.schemas";
    private static final Pattern SCHEMA = Pattern.compile("([0-9]{1,9})=(generate|cancel)");
    private static final int FREE_MB = 64;
    private static final long MB = 1024 * 1024;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s:/]+:[0-9]{1,5}");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(3);

    public IngestConfig {
        pools = List.copyOf(pools);
        doors = List.copyOf(doors);
        models = List.copyOf(models);
        schemas = Map.copyOf(schemas);
    }

    /**
     * Reads {@code streams.folder}, {@code streams.folder.free.mb}, {@code topics.pools}, {@code
     * topics.tenants} and {@code ingest.*}: {@code default.model models deadline deadline.longest
     * standbys address tenants origins}, and what {@link WebhookSettings#from} reads. The caller
     * ends with {@link ConfigReader#throwIfInvalid}.
     */
    public static IngestConfig from(ConfigReader read) {
        String model = read.text("ingest.default.model", "landscape");
        return new IngestConfig(
                read.path("streams.folder", Path.of("data", "streams")),
                read.integer("ingest.standbys", 0, 3, 1),
                address(read),
                read.list("topics.pools", List.of("default")),
                read.list("topics.tenants", List.of()),
                tenants(read),
                read.list("ingest.models", List.of(model)),
                schemas(read),
                read.integer("streams.folder.free.mb", 0, Integer.MAX_VALUE, FREE_MB) * MB,
                read.duration("ingest.deadline", Duration.ofSeconds(1), LONGEST, DAY),
                read.duration("ingest.deadline.longest", Duration.ofSeconds(1), LONGEST, LONGEST),
                WebhookSettings.from(read),
                new Origins(Set.copyOf(read.list("ingest.origins", List.of()))));
    }

    private static Map<Integer, String> schemas(ConfigReader read) {
        Map<Integer, String> schemas = new HashMap<>();
        for (String each : read.list(SCHEMAS, List.of())) {
            Matcher matcher = SCHEMA.matcher(each);
            if (matcher.matches()) {
                schemas.put(Integer.valueOf(matcher.group(1)), matcher.group(2));
            } else {
                read.reject(SCHEMAS, "must be ids and names, as 17=generate,18=cancel");
            }
        }
        return schemas;
    }

    private static Tenants tenants(ConfigReader read) {
        Optional<Path> file = read.optionalPath(TENANTS);
        if (file.isEmpty()) {
            return Tenants.OPEN;
        }
        TenantsFile.Read found = TenantsFile.read(file.get());
        found.mistakes().forEach(mistake -> read.reject(TENANTS, mistake));
        return found.tenants();
    }

    private static Optional<String> address(ConfigReader read) {
        Optional<String> address = read.optionalText("ingest.address");
        if (address.isPresent() && !ADDRESS.matcher(address.get()).matches()) {
            read.reject("ingest.address", "must be host:port");
        }
        return address;
    }
}
