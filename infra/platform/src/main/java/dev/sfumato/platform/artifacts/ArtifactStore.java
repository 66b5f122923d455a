package dev.sfumato.platform.artifacts;

import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Artifacts, found by tenant and digest, and blobs, found by a name.
 *
 * <p>Artifacts are immutable. Blobs are the workers' checkpoints: {@code checkpoints/<id>/<step>}.
 * Every method blocks, and throws {@link StoreException} when the store can't do its work.
 */
public interface ArtifactStore {
    /**
     * Stores bytes durably; the same bytes again change nothing but the date that {@link #sweep}
     * looks at.
     *
     * @param tenant owner, 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
     * @param mediaType as {@code image/png}; the first one stored for these bytes stays
     * @throws IllegalArgumentException when {@code tenant} or {@code mediaType} is malformed
     */
    StoredArtifact put(String tenant, String mediaType, byte[] bytes);

    /** What is known of an artifact; empty when there is none, or {@code id} is malformed. */
    Optional<StoredArtifact> find(String tenant, String id);

    /**
     * Opens a part of an artifact; the caller closes the stream.
     *
     * @param from first byte, 0 to its size
     * @param length bytes to read, at most what follows {@code from}
     * @return empty when there is no such artifact
     * @throws IndexOutOfBoundsException when the range isn't inside the artifact
     */
    Optional<InputStream> open(String tenant, String id, long from, long length);

    /** The whole artifact; empty when there is none. */
    Optional<byte[]> read(String tenant, String id);

    /**
     * An address at which whoever knows it can get an artifact for a while, without this process;
     * empty when the store gives none. Whether there is such an artifact isn't checked.
     */
    default Optional<URI> link(String tenant, String id) {
        return Optional.empty();
    }

    /** Removes an artifact; false when there was none. */
    boolean delete(String tenant, String id);

    /** Removes artifacts that were last put before {@code limit}; returns how many. */
    int sweep(Instant limit);

    /**
     * Stores a blob durably, over one of the same name.
     *
     * @param key 1 to 16 parts of 1 to 128 of {@code A-Z a-z 0-9 . _ -} between slashes; no part
     *     begins with a dot
     * @throws IllegalArgumentException when {@code key} is malformed
     */
    void putBlob(String key, byte[] bytes);

    /** A blob's bytes; empty when there is none. */
    Optional<byte[]> blob(String key);

    /** Keys of the blobs under a folder, as {@code checkpoints/<id>}, in no order. */
    List<String> blobs(String folder);

    /** Removes all blobs under a folder; returns how many. */
    int deleteBlobs(String folder);
}
