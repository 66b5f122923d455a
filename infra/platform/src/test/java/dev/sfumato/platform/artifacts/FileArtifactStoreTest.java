package dev.sfumato.platform.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;

class FileArtifactStoreTest extends ArtifactStoreContract {
    @TempDir Path folder;

    @Override
    ArtifactStore store(Clock clock) {
        return FileArtifactStore.open(folder.resolve("store"), clock);
    }

    @Test
    void keepsEverythingWhenOpenedAgain() {
        // Given
        StoredArtifact stored = store(Clock.systemUTC()).put("acme", "image/png", new byte[9]);
        // When
        ArtifactStore again = store(Clock.systemUTC());
        // Then
        assertThat(again.find("acme", stored.id())).contains(stored);
    }

    @Test
    void leavesNoHalfWrittenFiles() throws IOException {
        // Given
        ArtifactStore store = store(Clock.systemUTC());
        // When
        store.put("acme", "image/png", new byte[9]);
        store.putBlob("a", new byte[9]);
        // Then
        try (Stream<Path> left = Files.list(folder.resolve("store/incoming"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void saysThatItsFolderCannotBeUsed() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "text");
        // When
        assertThatThrownBy(() -> FileArtifactStore.open(file, Clock.systemUTC()))
                // Then
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void failsClearlyWhenItsFolderIsGone() throws IOException {
        // Given
        ArtifactStore store = store(Clock.systemUTC());
        Files.delete(folder.resolve("store/incoming"));
        // When
        assertThatThrownBy(() -> store.put("acme", "image/png", new byte[9]))
                // Then
                .isInstanceOf(StoreException.class);
    }
}
