package dev.sfumato.schemas.events;

import java.util.List;

/**
 * What a worker announces about a model it can run.
 *
 * @param id what requests name
 * @param modality for example {@code image}
 * @param family for example {@code stable-diffusion}
 * @param tasks for example {@code text-to-image}
 * @param schedulers ids that it accepts
 * @param defaults what it does when a request doesn't say
 * @param maxSteps largest {@code steps}
 * @param maxCount largest {@code count}
 * @param parametersSchema JSON Schema of the fields that belong to its modality: an object with
 *     {@code properties}, each with type, bounds and default; inputs carry {@code
 *     "contentEncoding": "artifact"}
 * @param cost work of a request in GMAC, a formula over request fields
 */
public record ModelCard(
        String id,
        String modality,
        String family,
        List<String> tasks,
        List<String> schedulers,
        Defaults defaults,
        int maxSteps,
        int maxCount,
        String parametersSchema,
        String cost) {
    public ModelCard {
        tasks = List.copyOf(tasks);
        schedulers = List.copyOf(schedulers);
    }

    /** Values of the common fields that a request may leave open. */
    public record Defaults(int steps, double guidanceScale, String scheduler) {}
}
