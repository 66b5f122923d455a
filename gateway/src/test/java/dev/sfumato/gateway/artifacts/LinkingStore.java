package dev.sfumato.gateway.artifacts;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.StoredArtifact;

import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store whose artifacts can be had elsewhere. */
record LinkingStore(ArtifactStore store, URI elsewhere) implements ArtifactStore {
    @Override
    public Optional<URI> link(String tenant, String id) {
        return Optional.of(elsewhere.resolve("/" + tenant + "/" + id + "?signature=x"));
    }

    @Override
    public StoredArtifact put(String tenant, String mediaType, byte[] bytes) {
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
        store.putBlob(key, bytes);
    }

    @Override
    public Optional<byte[]> blob(String key) {
        return store.blob(key);
    }

    @Override
    public List<String> blobs(String folder) {
        return store.blobs(folder);
    }

    @Override
    public int deleteBlobs(String folder) {
        return store.deleteBlobs(folder);
    }
}
