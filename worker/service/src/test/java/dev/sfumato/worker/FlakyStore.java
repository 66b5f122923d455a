package dev.sfumato.worker;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.platform.artifacts.StoredArtifact;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that fails its first puts. */
record FlakyStore(ArtifactStore store, AtomicInteger failures) implements ArtifactStore {
    @Override
    public StoredArtifact put(String tenant, String mediaType, byte[] bytes) {
        if (failures.getAndDecrement() > 0) {
            throw new StoreException("the store is down", new IOException("no route"));
        }
        return store.put(tenant, mediaType, bytes);
    }

    @Override
    public Optional<StoredArtifact> find(String tenant, String id) {
        return store.find(tenant, id);
    }

    @Override
    public Optional<InputStream> open(String tenant, String id, long from, long length) {
        return store.open(tenant, id, from, length);
    }

    @Override
    public Optional<byte[]> read(String tenant, String id) {
        return store.read(tenant, id);
    }

    @Override
    public boolean delete(String tenant, String id) {
        return store.delete(tenant, id);
    }

    @Override
    public int sweep(Instant limit) {
        return store.sweep(limit);
    }

    @Override
    public void putBlob(String key, byte[] bytes) {
        throw new StoreException("the store takes no blobs", new IOException("no route"));
    }

    @Override
    public Optional<byte[]> blob(String key) {
        return store.blob(key);
    }

    @Override
    public List<String> blobs(String folder) {
        throw new StoreException("the store lists no blobs", new IOException("no route"));
    }

    @Override
    public int deleteBlobs(String folder) {
        throw new StoreException("the store deletes no blobs", new IOException("no route"));
    }
}
