package dev.sfumato.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

class ConfigSourceTest {
    @TempDir Path folder;

    @Test
    void laysTheEnvironmentOverTheFile() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("c"), "kafka.bootstrap.servers=a\nx.y=ö\n");
        var environment = Map.of("SFUMATO_KAFKA_BOOTSTRAP_SERVERS", "b", "HOME", "/root");
        // When
        var source = ConfigSource.read(file, environment);
        // Then
        assertThat(source)
                .containsOnly(Map.entry("kafka.bootstrap.servers", "b"), Map.entry("x.y", "ö"));
    }

    @Test
    void needsNoFile() throws IOException {
        // Given
        var environment = Map.of("SFUMATO_A", "1");
        // When
        var source = ConfigSource.read(null, environment);
        // Then
        assertThat(source).containsOnly(Map.entry("a", "1"));
    }

    @Test
    void namesAFileThatItCannotRead() throws IOException {
        // Given
        Path broken = Files.writeString(folder.resolve("broken"), "a=\\u00zz");
        // When
        assertThatThrownBy(() -> ConfigSource.read(broken, Map.of()))
                // Then
                .isInstanceOf(IOException.class)
                .hasMessageContaining(broken.toString());
        assertThatThrownBy(() -> ConfigSource.read(folder.resolve("absent"), Map.of()))
                .isInstanceOf(NoSuchFileException.class);
    }
}
