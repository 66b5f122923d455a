package dev.sfumato.platform.artifacts;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.config.Secret;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a bucket is and who uses it. What is absent comes from the AWS SDK's own environment
 * variables and files.
 *
 * @param bucket its name
 * @param prefix of every key, empty or ending in a slash
 * @param endpoint of a server other than AWS's
 * @param region as {@code eu-central-1}
 * @param pathStyle whether the bucket is named in the path instead of the host
 * @param keys who signs
 * @param links how long a link to an artifact works; without, artifacts are served by the gateway
 */
public record S3Settings(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        Optional<String> region,
        boolean pathStyle,
        Optional<Keys> keys,
        Optional<Duration> links) {
    private static final Duration SHORTEST_LINK = Duration.ofSeconds(10);
    private static final Duration LONGEST_LINK = Duration.ofHours(12);

    /** An access key. */
    public record Keys(String id, Secret secret) {}

    /**
     * Reads {@code artifacts.s3.*}: {@code endpoint region path.style access.key secret.key}, and
     * {@code artifacts.links}.
     *
     * @param prefix without slashes at its ends
     */
    static S3Settings from(ConfigReader read, String bucket, String prefix) {
        Optional<URI> endpoint = endpoint(read);
        Optional<String> region = read.optionalText("artifacts.s3.region");
        return new S3Settings(
                bucket,
                prefix.isEmpty() ? "" : prefix + "/",
                endpoint,
                // Servers other than AWS's want any region to be signed with, and have none.
                region.or(() -> endpoint.map(other -> "us-east-1")),
                read.flag("artifacts.s3.path.style", endpoint.isPresent()),
                keys(read),
                read.optionalText("artifacts.links")
                        .map(
                                set ->
                                        read.duration(
                                                "artifacts.links",
                                                SHORTEST_LINK,
                                                LONGEST_LINK,
                                                SHORTEST_LINK)));
    }

    AwsCredentialsProvider credentials() {
        return keys.<AwsCredentialsProvider>map(
                        given ->
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                given.id(), given.secret().reveal())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    private static Optional<Keys> keys(ConfigReader read) {
        Optional<String> id = read.optionalText("artifacts.s3.access.key");
        Optional<Secret> secret = read.secret("artifacts.s3.secret.key");
        if (id.isPresent() != secret.isPresent()) {
            read.reject(
                    id.isPresent() ? "artifacts.s3.secret.key" : "artifacts.s3.access.key",
                    "must be set when the other half of the key is");
        }
        return id.flatMap(name -> secret.map(word -> new Keys(name, word)));
    }

    private static Optional<URI> endpoint(ConfigReader read) {
        String key = "artifacts.s3.endpoint";
        Optional<String> text = read.optionalText(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var uri = new URI(text.get());
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // Reported below, like any other address that isn't one.
        }
        read.reject(key, "must be an address, as https://s3.example.org");
        return Optional.empty();
    }
}
