package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Lora;
import dev.sfumato.diffusion.pipeline.Output;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.schemas.requests.ResolvedRequest;
import dev.sfumato.worker.publishing.Media;
import dev.sfumato.worker.residency.Announcement;

import java.util.HashMap;
import java.util.Map;

/** What the engine is asked for a job. */
final class EngineRequests {
    private EngineRequests() {}

    /**
     * Translates a request and reads the files it names.
     *
     * @throws DiffusionException with {@link dev.sfumato.diffusion.pipeline.Failure.Invalid} if a
     *     file isn't there, or the engine lacks what is asked for
     */
    static Request of(ResolvedRequest asked, Media media) throws InterruptedException {
        String scheduler = asked.scheduler();
        return new Request(
                asked.task(),
                asked.prompt(),
                asked.negativePrompt().isEmpty() ? null : asked.negativePrompt(),
                asked.steps(),
                asked.guidanceScale(),
                scheduler.equals(Announcement.OWN_SCHEDULER) ? null : scheduler,
                asked.seed(),
                asked.rng(),
                asked.count(),
                asked.previews(),
                new Output(asked.output().format(), asked.output().quality()),
                switch (asked.quality()) {
                    case EXACT -> Quality.EXACT;
                    case FAST -> Quality.FAST;
                },
                asked.lora().stream().map(lora -> new Lora(lora.id(), lora.weight())).toList(),
                asked.parameters(),
                inputs(asked.inputs(), media));
    }

    private static Map<String, byte[]> inputs(Map<String, String> named, Media media)
            throws InterruptedException {
        var read = new HashMap<String, byte[]>();
        for (Map.Entry<String, String> input : named.entrySet()) {
            byte[] bytes =
                    media.read(input.getValue())
                            .orElseThrow(
                                    () ->
                                            DiffusionException.invalid(
                                                    input.getKey(),
                                                    "must be the id of a stored artifact",
                                                    input.getValue()));
            read.put(input.getKey(), bytes);
        }
        return read;
    }
}
