package dev.sfumato.platform.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What every artifact store keeps. */
abstract class ArtifactStoreContract {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final String HELLO_ID =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final Instant NOON = Instant.parse("2100-01-01T12:00:00Z");

    /** A fresh, empty store. */
    abstract ArtifactStore store(Clock clock);

    @Test
    void findsWhatWasPutByItsDigest() {
        // Given
        ArtifactStore store = store(clock(NOON));
        // When
        StoredArtifact stored = store.put("acme", "image/png", HELLO);
        // Then
        assertThat(stored).isEqualTo(new StoredArtifact("acme", HELLO_ID, "image/png", 5));
        assertThat(store.find("acme", HELLO_ID)).contains(stored);
        assertThat(store.read("acme", HELLO_ID)).contains(HELLO);
    }

    @Test
    void keepsTheFirstMediaTypeOfTheSameBytes() {
        // Given
        ArtifactStore store = store(clock(NOON));
        StoredArtifact first = store.put("acme", "image/png", HELLO);
        // When
        StoredArtifact second = store.put("acme", "image/jpeg", HELLO);
        // Then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void hidesATenantsArtifactsFromOthers() {
        // Given
        ArtifactStore store = store(clock(NOON));
        // When
        store.put("acme", "image/png", HELLO);
        // Then
        assertThat(store.find("other", HELLO_ID)).isEmpty();
        assertThat(store.read("other", HELLO_ID)).isEmpty();
        assertThat(store.open("other", HELLO_ID, 0, 1)).isEmpty();
        assertThat(store.delete("other", HELLO_ID)).isFalse();
        assertThat(store.find("acme", HELLO_ID)).isPresent();
    }

    @Test
    void opensAnyPartAndNothingBeyond() throws IOException {
        // Given
        ArtifactStore store = store(clock(NOON));
        store.put("acme", "image/png", HELLO);
        for (int from = 0; from <= HELLO.length; from++) {
            for (int length = 0; length <= HELLO.length - from; length++) {
                // When
                try (var part = store.open("acme", HELLO_ID, from, length).orElseThrow()) {
                    // Then
                    assertThat(new String(part.readAllBytes(), StandardCharsets.US_ASCII))
                            .isEqualTo("hello".substring(from, from + length));
                }
            }
        }
        assertThatThrownBy(() -> store.open("acme", HELLO_ID, 3, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> store.open("acme", HELLO_ID, -1, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void deletesOnce() {
        // Given
        ArtifactStore store = store(clock(NOON));
        store.put("acme", "image/png", HELLO);
        // When
        boolean first = store.delete("acme", HELLO_ID);
        boolean second = store.delete("acme", HELLO_ID);
        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(store.find("acme", HELLO_ID)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../etc/passwd", "ABC", "2cf24dba", "..", "a/b", "\0"})
    void findsNothingUnderAMalformedId(String id) {
        // Given
        ArtifactStore store = store(clock(NOON));
        // When
        var found = store.find("acme", id);
        // Then
        assertThat(found).isEmpty();
        assertThat(store.read("acme", id)).isEmpty();
        assertThat(store.open("acme", id, 0, 0)).isEmpty();
        assertThat(store.delete("acme", id)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".a", "a/b", "A", "a\n", "\u00e4", "a\\b"})
    void refusesAMalformedTenant(String tenant) {
        // Given
        ArtifactStore store = store(clock(NOON));
        // When
        assertThatThrownBy(() -> store.put(tenant, "image/png", HELLO))
                // Then
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tenant must be");
        assertThat(store.find(tenant, HELLO_ID)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "png", "image/png; charset=x", "image/png\r\nx: y", "Image/PNG"})
    void refusesAMalformedMediaType(String mediaType) {
        // Given
        ArtifactStore store = store(clock(NOON));
        // When
        assertThatThrownBy(() -> store.put("acme", mediaType, HELLO))
                // Then
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("media type must be");
    }

    @Test
    void sweepsWhatWasNotPutLately() {
        // Given
        var now = new Instant[] {NOON};
        ArtifactStore store = store(((InstantSource) () -> now[0]).withZone(ZoneOffset.UTC));
        store.put("acme", "image/png", HELLO);
        StoredArtifact old = store.put("acme", "image/png", new byte[] {1});
        now[0] = NOON.plus(Duration.ofDays(2));
        StoredArtifact again = store.put("acme", "image/png", HELLO);
        // When
        int removed = store.sweep(NOON.plus(Duration.ofDays(1)));
        // Then
        assertThat(removed).isEqualTo(1);
        assertThat(store.find("acme", old.id())).isEmpty();
        assertThat(store.find("acme", again.id())).contains(again);
    }

    @Test
    void keepsBlobsByName() {
        // Given
        ArtifactStore store = store(clock(NOON));
        store.putBlob("checkpoints/a/5", new byte[] {5});
        store.putBlob("checkpoints/a/10", new byte[] {10});
        store.putBlob("checkpoints/ab/5", new byte[] {7});
        // When
        store.putBlob("checkpoints/a/5", new byte[] {6});
        // Then
        assertThat(store.blob("checkpoints/a/5")).contains(new byte[] {6});
        assertThat(store.blob("checkpoints/a/6")).isEmpty();
        assertThat(store.blobs("checkpoints/a"))
                .containsExactlyInAnyOrder("checkpoints/a/5", "checkpoints/a/10");
        assertThat(store.blobs("checkpoints/none")).isEmpty();
    }

    @Test
    void deletesTheBlobsOfOneFolder() {
        // Given
        ArtifactStore store = store(clock(NOON));
        store.putBlob("checkpoints/a/5", new byte[] {5});
        store.putBlob("checkpoints/ab/5", new byte[] {7});
        // When
        int removed = store.deleteBlobs("checkpoints/a");
        // Then
        assertThat(removed).isEqualTo(1);
        assertThat(store.blobs("checkpoints")).containsExactly("checkpoints/ab/5");
        assertThat(store.deleteBlobs("checkpoints/a")).isZero();
        store.putBlob("checkpoints/a/6", new byte[] {5});
        assertThat(store.blobs("checkpoints/a")).containsExactly("checkpoints/a/6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", "a/../b", "..", ".a", "a/.b", "a b", "\0"})
    void refusesAMalformedBlobName(String key) {
        // Given
        ArtifactStore store = store(clock(NOON));
        List<Runnable> calls =
                List.of(
                        () -> store.putBlob(key, HELLO),
                        () -> store.blob(key),
                        () -> store.blobs(key),
                        () -> store.deleteBlobs(key));
        // When
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    // Then
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("key must be");
        }
    }

    @Test
    void isSafeForManyThreads() throws Exception {
        // Given
        ArtifactStore store = store(clock(NOON));
        Callable<Boolean> work =
                () -> {
                    for (int i = 0; i < 50; i++) {
                        store.put("acme", "image/png", HELLO);
                        store.putBlob("checkpoints/a/1", HELLO);
                        store.deleteBlobs("checkpoints/a");
                        assertThat(store.read("acme", HELLO_ID)).contains(HELLO);
                    }
                    return true;
                };
        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running =
                    IntStream.range(0, 8).mapToObj(i -> threads.submit(work)).toList();
            // Then
            for (Future<Boolean> each : running) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static Clock clock(Instant at) {
        return Clock.fixed(at, ZoneOffset.UTC);
    }
}
