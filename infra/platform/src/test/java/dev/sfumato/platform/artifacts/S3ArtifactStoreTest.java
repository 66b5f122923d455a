package dev.sfumato.platform.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.platform.config.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class S3ArtifactStoreTest extends ArtifactStoreContract {
    private static final byte[] PICTURE = "picture".getBytes(StandardCharsets.UTF_8);

    private final List<S3ArtifactStore> open = new ArrayList<>();
    private Instant serverTime = Instant.now();
    private S3Endpoint endpoint;

    @BeforeEach
    void serve() throws Exception {
        Clock clock = ((InstantSource) () -> serverTime).withZone(ZoneOffset.UTC);
        endpoint = new S3Endpoint("id", "secret", clock);
    }

    @AfterEach
    void close() throws Exception {
        open.forEach(S3ArtifactStore::close);
        endpoint.close();
    }

    @Override
    ArtifactStore store(Clock clock) {
        return open(clock, settings(S3Endpoint.BUCKET, "secret"));
    }

    @Test
    void sharesOneBucketByPrefix() {
        // Given
        ArtifactStore mine = store(Clock.systemUTC());
        ArtifactStore others =
                open(
                        Clock.systemUTC(),
                        new S3Settings(
                                S3Endpoint.BUCKET,
                                "other/",
                                Optional.of(endpoint.uri()),
                                Optional.of(endpoint.region()),
                                true,
                                Optional.of(new S3Settings.Keys("id", new Secret("secret"))),
                                Optional.empty()));
        // When
        StoredArtifact stored = mine.put("acme", "image/png", PICTURE);
        // Then
        assertThat(others.find("acme", stored.id())).isEmpty();
        assertThat(others.link("acme", stored.id())).isEmpty();
        assertThat(store(Clock.systemUTC()).find("acme", stored.id())).contains(stored);
    }

    @Test
    void signsLinksThatWorkForAWhile() throws Exception {
        // Given
        ArtifactStore store = store(Clock.systemUTC());
        StoredArtifact stored = store.put("acme", "image/png", PICTURE);
        // When
        URI link = store.link("acme", stored.id()).orElseThrow();
        HttpResponse<String> got = get(link);
        HttpResponse<String> forged = get(URI.create(link.toString().replace("acme", "other")));
        serverTime = serverTime.plus(Duration.ofMinutes(6));
        HttpResponse<String> late = get(link);
        // Then
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo("picture");
        assertThat(got.headers().firstValue("content-type")).contains("image/png");
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(late.statusCode()).isEqualTo(403);
    }

    @Test
    void refusesABucketThatIsNotThere() {
        // Given
        S3Settings settings = settings("elsewhere", "secret");
        // When
        assertThatThrownBy(() -> open(Clock.systemUTC(), settings))
                // Then
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("elsewhere");
    }

    @Test
    void refusesAWrongSecret() {
        // Given
        S3Settings settings = settings(S3Endpoint.BUCKET, "wrong");
        // When
        assertThatThrownBy(() -> open(Clock.systemUTC(), settings))
                // Then
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(S3Endpoint.BUCKET);
    }

    @Test
    void failsClearlyWhenTheServerIsGone() throws Exception {
        // Given
        ArtifactStore store = store(Clock.systemUTC());
        endpoint.close();
        // When
        assertThatThrownBy(() -> store.put("acme", "image/png", PICTURE))
                // Then
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(S3Endpoint.BUCKET);
    }

    private S3ArtifactStore open(Clock clock, S3Settings settings) {
        S3ArtifactStore store = S3ArtifactStore.open(settings, clock);
        open.add(store);
        return store;
    }

    private S3Settings settings(String bucket, String secret) {
        return new S3Settings(
                bucket,
                "some/where/",
                Optional.of(endpoint.uri()),
                Optional.of(endpoint.region()),
                true,
                Optional.of(new S3Settings.Keys("id", new Secret(secret))),
                Optional.of(Duration.ofMinutes(5)));
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
