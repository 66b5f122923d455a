package dev.sfumato.platform.artifacts;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.lifecycle.Resources;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where artifacts are kept, and how long. All services of an installation are told the same.
 *
 * @param kept since an artifact was last put; at least as long as results are
 */
public record ArtifactSettings(Place place, Duration kept) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final String RULE = "must be as file:/folder or s3://bucket/prefix";
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final Duration LEAST = Duration.ofHours(1);
    private static final Duration DEFAULT = Duration.ofDays(31);
    private static final Duration MOST = Duration.ofDays(36_500);

    /** A kind of store and where it is. */
    public sealed interface Place {
        record Folder(Path path) implements Place {}

        record Bucket(S3Settings settings) implements Place {}
    }

    /**
     * Reads {@code artifacts.url}, or else {@code artifacts.folder}, {@code artifacts.retention}
     * and what {@link S3Settings#from} reads.
     */
    public static ArtifactSettings from(ConfigReader read) {
        Path folder = read.path("artifacts.folder", Path.of("data", "artifacts"));
        Place place =
                read.optionalText("artifacts.url")
                        .map(url -> place(read, url))
                        .orElse(new Place.Folder(folder));
        return new ArtifactSettings(
                place, read.duration("artifacts.retention", LEAST, MOST, DEFAULT));
    }

    /**
     * Opens the store; the resources close it.
     *
     * @throws StoreException when it can't be used
     */
    public ArtifactStore open(Clock clock, Resources resources) {
        return switch (place) {
            case Place.Folder folder -> FileArtifactStore.open(folder.path(), clock);
            case Place.Bucket bucket ->
                    resources.add(
                            "artifacts", S3ArtifactStore.open(bucket.settings(), clock), CLOSE);
        };
    }

    private static Place place(ConfigReader read, String text) {
        try {
            URI url = URI.create(text);
            if ("file".equals(url.getScheme())) {
                return new Place.Folder(Path.of(url));
            }
            Optional<Place> bucket = bucket(read, url);
            if (bucket.isPresent()) {
                return bucket.get();
            }
        } catch (IllegalArgumentException e) {
            // Reported below, like any other address that isn't one.
        }
        read.reject("artifacts.url", RULE);
        return new Place.Folder(Path.of("."));
    }

    private static Optional<Place> bucket(ConfigReader read, URI url) {
        String bucket = url.getAuthority() == null ? "" : url.getAuthority();
        String path = url.getPath() == null ? "" : url.getPath();
        String prefix = path.replaceAll("^/|/$", "");
        boolean sound =
                "s3".equals(url.getScheme())
                        && BUCKET.matcher(bucket).matches()
                        && (prefix.isEmpty() || Names.isKey(prefix))
                        && url.getQuery() == null
                        && url.getFragment() == null;
        return sound
                ? Optional.of(new Place.Bucket(S3Settings.from(read, bucket, prefix)))
                : Optional.empty();
    }
}
