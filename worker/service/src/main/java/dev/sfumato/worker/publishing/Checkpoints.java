package dev.sfumato.worker.publishing;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoints of one generation: blobs {@code checkpoints/<id>/<step>}. A store that is down
 * costs checkpoints, nothing else. One thread uses it; saving goes on behind its back, one at a
 * time.
 */
public final class Checkpoints {
    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
    private static final Duration SAVED = Duration.ofSeconds(5);

    private final ArtifactStore store;
    private final String folder;
    private @Nullable Thread saving;

    /** Those of {@code id}. */
    public Checkpoints(ArtifactStore store, GenerationId id) {
        this.store = store;
        this.folder = "checkpoints/" + id;
    }

    /** Those made by this model on this kind of device, most steps first. */
    public List<Checkpoint> find(String model, String device) {
        try {
            return store.blobs(folder).stream()
                    .map(this::read)
                    .flatMap(Optional::stream)
                    .filter(each -> each.model().equals(model) && each.device().equals(device))
                    .sorted(Comparator.comparingInt(Checkpoint::step).reversed())
                    .toList();
        } catch (StoreException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("checkpoints can't be read");
            return List.of();
        }
    }

    /** Begins to save one, unless the one before is still being saved. */
    public void offer(Checkpoint checkpoint) {
        if (saving == null || !saving.isAlive()) {
            saving = Thread.ofVirtual().name("checkpoint").start(() -> save(checkpoint));
        }
    }

    /** Saves one and waits for it, at most 5 s. */
    public void saveNow(Checkpoint checkpoint) throws InterruptedException {
        settle();
        saving = Thread.ofVirtual().name("checkpoint").start(() -> save(checkpoint));
        settle();
    }

    /** Removes all: the generation is over. */
    public void remove() throws InterruptedException {
        settle();
        try {
            store.deleteBlobs(folder);
        } catch (StoreException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("checkpoints can't be removed");
        }
    }

    private void settle() throws InterruptedException {
        if (saving != null && !saving.join(SAVED)) {
            log.atWarn().log("checkpoint not saved in time");
        }
    }

    private Optional<Checkpoint> read(String key) {
        return store.blob(key).flatMap(Checkpoint::decode);
    }

    private void save(Checkpoint checkpoint) {
        try {
            store.putBlob(folder + "/" + checkpoint.step(), checkpoint.encode());
        } catch (StoreException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("checkpoint skipped");
        }
    }
}
