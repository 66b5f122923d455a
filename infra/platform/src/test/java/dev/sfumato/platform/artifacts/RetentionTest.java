package dev.sfumato.platform.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

class RetentionTest {
    private static final Duration KEPT = Duration.ofDays(31);

    @TempDir Path folder;

    @Test
    void removesWhatIsOldAndNothingElse() {
        // Given
        Clock now = Clock.systemUTC();
        Clock before = Clock.offset(now, KEPT.plusHours(1).negated());
        ArtifactStore store = FileArtifactStore.open(folder, now);
        StoredArtifact old =
                FileArtifactStore.open(folder, before).put("acme", "image/png", new byte[] {1});
        StoredArtifact young = store.put("acme", "image/png", new byte[] {2});
        // When
        try (var retention = Retention.start(store, KEPT, Duration.ofMillis(10), now)) {
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (store.find("acme", old.id()).isPresent() && System.nanoTime() < end) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            // Then
            assertThat(retention).isNotNull();
            assertThat(store.find("acme", old.id())).isEmpty();
            assertThat(store.find("acme", young.id())).contains(young);
        }
    }
}
