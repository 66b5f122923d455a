package dev.sfumato.worker.publishing;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.platform.artifacts.StoredArtifact;
import dev.sfumato.schemas.events.Artifact;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Files of one tenant that a run reads and makes. Asks the artifact store again and again while it
 * is down.
 */
public final class Media {
    private static final Logger log = LoggerFactory.getLogger(Media.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ArtifactStore store;
    private final String tenant;
    private final Duration patience;
    private final BooleanSupplier unwanted;

    /**
     * Files in {@code store}.
     *
     * @param patience how long to go on asking, per call
     * @param unwanted ends the asking earlier
     */
    public Media(ArtifactStore store, String tenant, Duration patience, BooleanSupplier unwanted) {
        this.store = store;
        this.tenant = tenant;
        this.patience = patience;
        this.unwanted = unwanted;
    }

    /**
     * The bytes of an artifact; empty if the tenant has none of that id.
     *
     * @throws StoreException if the store was down too long
     */
    public Optional<byte[]> read(String id) throws InterruptedException {
        return patiently(() -> store.read(tenant, id));
    }

    /**
     * Stores everything that a run made, in order.
     *
     * @throws StoreException if the store was down too long
     */
    public List<Artifact> put(List<dev.sfumato.diffusion.pipeline.Artifact> made)
            throws InterruptedException {
        List<Artifact> stored = new ArrayList<>(made.size());
        for (dev.sfumato.diffusion.pipeline.Artifact each : made) {
            stored.add(
                    describe(
                            patiently(() -> store.put(tenant, each.mediaType(), each.bytes())),
                            each));
        }
        return stored;
    }

    private <T> T patiently(Supplier<T> request) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return request.get();
            } catch (StoreException e) {
                if (unwanted.getAsBoolean() || System.nanoTime() + pause.toNanos() > end) {
                    throw e;
                }
                log.atWarn()
                        .addKeyValue("cause", e.toString())
                        .addKeyValue("pause", pause)
                        .log("artifact store failed, trying again");
            }
            Thread.sleep(pause);
            Duration next = pause.multipliedBy(2);
            pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
        }
    }

    private static Artifact describe(
            StoredArtifact stored, dev.sfumato.diffusion.pipeline.Artifact made) {
        return new Artifact(
                stored.id(),
                stored.mediaType(),
                stored.bytes(),
                stored.id(),
                made.seed(),
                made.attributes());
    }
}
