package dev.sfumato.benchmarks.engine;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Request;

import java.nio.file.Path;

/**
 * What every contestant makes, but for prompt and seed.
 *
 * @param model ONNX folder
 * @param scheduler public id; the loops written for comparison know {@code euler} only
 * @param width pixels
 * @param height pixels
 * @param threads of one graph run
 * @param spinMicros microseconds for which those threads spin while they wait
 * @param fast whether this project's engine may take the shortcuts that the folder allows, with the
 *     steps, guidance and scheduler that the folder then has by default
 */
record Work(
        Path model,
        String scheduler,
        int steps,
        double guidanceScale,
        int width,
        int height,
        int threads,
        int spinMicros,
        boolean fast) {
    private static final String TASK = "text-to-image";

    /** This project's request for one picture. */
    Request request(ModelCard card, String prompt, long seed) {
        return asked(card, prompt, seed).with("width", width).with("height", height);
    }

    /** The same work of quality {@code fast}. */
    Work faster() {
        return new Work(
                model, scheduler, steps, guidanceScale, width, height, threads, spinMicros, true);
    }

    /** The same work by threads that sleep as soon as they have nothing to do. */
    Work unspun() {
        return new Work(model, scheduler, steps, guidanceScale, width, height, threads, 0, fast);
    }

    private Request asked(ModelCard card, String prompt, long seed) {
        if (!fast) {
            return Request.of(TASK, prompt, steps, guidanceScale, seed).withScheduler(scheduler);
        }
        ModelCard.Defaults defaults = card.fast();
        return Request.of(TASK, prompt, defaults.steps(), defaults.guidanceScale(), seed)
                .withScheduler(defaults.scheduler())
                .withQuality(Quality.FAST);
    }

    /** A prompt of its own for each picture, so that nobody gains by remembering. */
    static String prompt(long seed) {
        return "a tree on a green hill, a small house, evening, number " + seed;
    }
}
