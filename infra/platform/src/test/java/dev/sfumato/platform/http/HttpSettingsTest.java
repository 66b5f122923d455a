package dev.sfumato.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.config.ConfigReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

class HttpSettingsTest {
    @Test
    void listensOnLoopbackByDefault() {
        // Given
        var read = new ConfigReader(Map.of());
        // When
        HttpSettings settings = HttpSettings.from(read, 8080);
        // Then
        read.throwIfInvalid();
        assertThat(settings).isEqualTo(HttpSettings.loopback(8080));
        assertThat(settings.isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no such name"})
    void refusesToListenToTheWorldWithoutKeys(String host) {
        // Given
        var read = new ConfigReader(Map.of("http.host", host));
        // When
        HttpSettings settings = HttpSettings.from(read, 8080);
        // Then
        assertThatThrownBy(read::throwIfInvalid)
                .hasMessageContaining("http.host must be a loopback address")
                .hasMessageContaining(host);
        assertThatThrownBy(() -> Access.authenticator(settings, Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(host);
    }

    @Test
    void listensAnywhereWithKeys() {
        // Given
        var read = new ConfigReader(Map.of("http.host", "0.0.0.0", "http.api.keys", "keys"));
        // When
        HttpSettings settings = HttpSettings.from(read, 8080);
        // Then
        read.throwIfInvalid();
        assertThat(settings.apiKeys()).isEqualTo(Optional.of(Path.of("keys")));
    }
}
