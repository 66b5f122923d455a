package dev.sfumato.worker.publishing;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.worker.metering.RunMeters;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The checkpoints of one generation: blobs {@code checkpoints/<id>/<step>}, and a mark {@code
 * checkpoints/<id>/runs/<run>} for each run. A store that is down costs checkpoints, nothing else.
 * One thread uses it; saving goes on behind its back, one at a time.
 */
public final class Checkpoints {
    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
    private static final String RUNS = "/runs/";
    private static final Duration SAVED = Duration.ofSeconds(5);

    private final ArtifactStore store;
    private final String folder;
    private final RunMeters meters;
    private @Nullable Thread marking;
    private @Nullable Thread saving;

    /** Those of {@code id}. */
    public Checkpoints(ArtifactStore store, GenerationId id, RunMeters meters) {
        this.store = store;
        this.folder = "checkpoints/" + id;
        this.meters = meters;
    }

    /**
     * What earlier runs have left.
     *
     * @param runs how many have begun; -1 when the store doesn't say
     * @param keys of their checkpoints
     */
    public record Past(int runs, List<String> keys) {
        /** Keeps an unmodifiable copy. */
        public Past {
            keys = List.copyOf(keys);
        }
    }

    /** Looks back, and begins to leave a mark that this run has begun. */
    public Past begin(UUID run) {
        Past past = past();
        marking = Thread.ofVirtual().name("mark").start(() -> put(RUNS + run, new byte[0]));
        return past;
    }

    /** Those made by this model on this kind of device, most steps first. */
    public List<Checkpoint> find(Past past, String model, String device) {
        try {
            return past.keys().stream()
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
        } else {
            meters.notSaved();
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

    private Past past() {
        try {
            List<String> all = store.blobs(folder);
            int marks = (int) all.stream().filter(this::isMark).count();
            return new Past(marks, all.stream().filter(key -> !isMark(key)).toList());
        } catch (StoreException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("checkpoints can't be listed");
            return new Past(-1, List.of());
        }
    }

    private boolean isMark(String key) {
        return key.startsWith(folder + RUNS);
    }

    private void settle() throws InterruptedException {
        for (Thread each : new Thread[] {marking, saving}) {
            if (each != null && !each.join(SAVED)) {
                log.atWarn().log("checkpoint not saved in time");
            }
        }
    }

    private Optional<Checkpoint> read(String key) {
        return store.blob(key).flatMap(Checkpoint::decode);
    }

    private void save(Checkpoint checkpoint) {
        byte[] blob = checkpoint.encode();
        if (put("/" + checkpoint.step(), blob)) {
            meters.saved(blob.length);
        } else {
            meters.notSaved();
        }
    }

    private boolean put(String name, byte[] bytes) {
        try {
            store.putBlob(folder + name, bytes);
            return true;
        } catch (StoreException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("checkpoint skipped");
            return false;
        }
    }
}
