package dev.sfumato.platform.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.platform.artifacts.ArtifactSettings.Place;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.config.InvalidConfigException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class ArtifactSettingsTest {
    @Test
    void keepsArtifactsInAFolderUnlessToldOtherwise() {
        // Given
        Map<String, String> folder = Map.of("artifacts.folder", "/var/a");
        Map<String, String> both = Map.of("artifacts.folder", "/a", "artifacts.url", "file:/b");
        // When
        ArtifactSettings first = read(folder);
        ArtifactSettings second = read(both);
        // Then
        assertThat(first.place()).isEqualTo(new Place.Folder(Path.of("/var/a")));
        assertThat(first.kept()).isEqualTo(Duration.ofDays(31));
        assertThat(second.place()).isEqualTo(new Place.Folder(Path.of("/b")));
    }

    @Test
    void readsABucket() {
        // Given
        Map<String, String> given =
                Map.of(
                        "artifacts.url",
                        "s3://pictures/some/where/",
                        "artifacts.s3.endpoint",
                        "http://127.0.0.1:9000",
                        "artifacts.s3.access.key",
                        "id",
                        "artifacts.s3.secret.key",
                        "hidden",
                        "artifacts.links",
                        "5m");
        // When
        ArtifactSettings read = read(given);
        // Then
        assertThat(read.place())
                .isInstanceOfSatisfying(
                        Place.Bucket.class,
                        bucket -> {
                            S3Settings settings = bucket.settings();
                            assertThat(settings.bucket()).isEqualTo("pictures");
                            assertThat(settings.prefix()).isEqualTo("some/where/");
                            assertThat(settings.endpoint())
                                    .contains(URI.create("http://127.0.0.1:9000"));
                            assertThat(settings.region()).contains("us-east-1");
                            assertThat(settings.pathStyle()).isTrue();
                            assertThat(settings.links()).contains(Duration.ofMinutes(5));
                        });
        assertThat(read.toString()).doesNotContain("hidden");
    }

    @Test
    void leavesTheRestToTheEnvironmentOfTheSdk() {
        // Given
        Map<String, String> given = Map.of("artifacts.url", "s3://pictures");
        // When
        ArtifactSettings read = read(given);
        // Then
        assertThat(read.place())
                .isEqualTo(
                        new Place.Bucket(
                                new S3Settings(
                                        "pictures",
                                        "",
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        Optional.empty(),
                                        Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://", "s3:pictures", "s3://Pictures", "s3://pictures/a b", "s3://pictures/../x",
                "s3://pictures/?a", "http://pictures", "pictures", "file:relative",
                        "s3://u:p@pictures"
            })
    void refusesWhatIsNoPlace(String url) {
        // Given
        Map<String, String> given = Map.of("artifacts.url", url);
        // When
        assertThatThrownBy(() -> read(given))
                // Then
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("artifacts.url must be as file:/folder or s3://bucket");
    }

    @Test
    void refusesHalfAKeyAndSayNothingOfTheOther() {
        // Given
        Map<String, String> given =
                Map.of("artifacts.url", "s3://pictures", "artifacts.s3.secret.key", "hidden");
        // When
        assertThatThrownBy(() -> read(given))
                // Then
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("artifacts.s3.access.key")
                .hasMessageNotContaining("hidden");
    }

    private static ArtifactSettings read(Map<String, String> settings) {
        var read = new ConfigReader(settings);
        ArtifactSettings artifacts = ArtifactSettings.from(read);
        read.throwIfInvalid();
        return artifacts;
    }
}
