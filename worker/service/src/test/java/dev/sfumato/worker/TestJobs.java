package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.requests.Lora;
import dev.sfumato.schemas.requests.Output;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.Quality;
import dev.sfumato.schemas.requests.ResolvedRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Jobs as dispatch releases them. */
final class TestJobs {
    static final String TENANT = "acme";

    static final int LONG_STEPS = 900;
    static final int LONG_SIZE = 128;

    private static final String PROMPT = "a red house on a green hill";

    private TestJobs() {}

    /** A small one. */
    static Job job(String pool, String model, int steps, long seed) {
        return job(pool, model, steps, 64, seed, Instant.now().plus(Duration.ofHours(1)));
    }

    /**
     * One whose steps take some four times as long as a small one's, and as many as there may be.
     */
    static Job longJob(String pool, String model, long seed) {
        Instant deadline = Instant.now().plus(Duration.ofHours(1));
        return job(pool, model, LONG_STEPS, LONG_SIZE, seed, deadline);
    }

    static Job job(String pool, String model, int steps, int size, long seed, Instant deadline) {
        Instant now = Instant.now();
        var request =
                new ResolvedRequest(
                        "text-to-image",
                        model,
                        PROMPT,
                        "",
                        steps,
                        7.5,
                        "ddim",
                        seed,
                        Request.TORCH_CPU,
                        1,
                        Priority.INTERACTIVE,
                        deadline,
                        true,
                        Quality.EXACT,
                        List.of(),
                        new Output("png", 90),
                        null,
                        Map.of(),
                        Map.of(),
                        Map.of("width", size, "height", size),
                        1);
        var id = GenerationId.fresh(now, new Random());
        return new Job(new Subject(id, TENANT, pool), request, now, 1);
    }

    /** The same job with another prompt, quality, adapters and output. */
    static Job changed(Job job, String prompt, Quality quality, List<Lora> lora, String format) {
        ResolvedRequest asked = job.request();
        var request =
                new ResolvedRequest(
                        asked.task(),
                        asked.model(),
                        prompt,
                        asked.negativePrompt(),
                        asked.steps(),
                        asked.guidanceScale(),
                        asked.scheduler(),
                        asked.seed(),
                        asked.rng(),
                        asked.count(),
                        asked.priority(),
                        asked.deadline(),
                        asked.previews(),
                        quality,
                        lora,
                        new Output(format, 80),
                        asked.webhook(),
                        asked.metadata(),
                        asked.inputs(),
                        asked.parameters(),
                        asked.cost());
        return new Job(job.subject(), request, job.acceptedAt(), job.attemptBase());
    }

    /** What the engine is asked for such a job. */
    static Request request(Job job) {
        ResolvedRequest asked = job.request();
        return Request.of(
                        asked.task(),
                        asked.prompt(),
                        asked.steps(),
                        asked.guidanceScale(),
                        asked.seed())
                .withScheduler(asked.scheduler())
                .withQuality(
                        asked.quality() == Quality.FAST
                                ? dev.sfumato.diffusion.pipeline.Quality.FAST
                                : dev.sfumato.diffusion.pipeline.Quality.EXACT)
                .withLora(
                        asked.lora().stream()
                                .map(
                                        each ->
                                                new dev.sfumato.diffusion.pipeline.Lora(
                                                        each.id(), each.weight()))
                                .toList())
                .withOutput(
                        new dev.sfumato.diffusion.pipeline.Output(
                                asked.output().format(), asked.output().quality()))
                .with("width", asked.parameters().get("width"))
                .with("height", asked.parameters().get("height"));
    }
}
