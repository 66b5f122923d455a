package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.worker.publishing.Checkpoint;
import dev.sfumato.worker.publishing.Checkpoints;
import dev.sfumato.worker.publishing.Media;
import dev.sfumato.worker.residency.KnownModel;
import dev.sfumato.worker.residency.Residency;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a job runs: a model on a device. What was saved there goes on there. */
record Place(KnownModel model, Residency device) {
    private static final Logger log = LoggerFactory.getLogger(Place.class);

    /**
     * A run that may begin.
     *
     * @param cost of the whole request, in GMAC
     * @param step steps done already
     */
    record Planned(Run run, double cost, int step) {}

    /**
     * Plans a job's run, from its newest checkpoint that fits.
     *
     * @throws DiffusionException if the request can't be run
     * @throws dev.sfumato.platform.artifacts.StoreException if a file of it can't be read
     */
    Planned plan(Job job, Media media, Checkpoints checkpoints, Checkpoints.Past past)
            throws InterruptedException {
        Request request = EngineRequests.of(job.request(), media);
        double cost = model.pipeline().cost(request);
        for (Checkpoint saved : checkpoints.find(past, model.card().sha256(), kind())) {
            try {
                Run run = model.pipeline().resume(request, saved.state());
                return new Planned(run, cost, saved.step());
            } catch (DiffusionException e) {
                refused(job.subject().id(), saved, e);
            }
        }
        return new Planned(model.pipeline().plan(request), cost, 0);
    }

    /** A run's state, bound to this place. */
    Checkpoint checkpoint(int step, byte[] state) {
        return new Checkpoint(model.card().sha256(), kind(), step, state);
    }

    /** The device's name without its number: runs move between devices of a kind. */
    private String kind() {
        String name = device.batcher().device();
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static void refused(GenerationId id, Checkpoint saved, DiffusionException cause) {
        log.atWarn()
                .addKeyValue("generationId", id)
                .addKeyValue("step", saved.step())
                .addKeyValue("code", cause.failure().code())
                .log("checkpoint refused");
    }
}
