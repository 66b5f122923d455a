package dev.sfumato.schemas.events;

import org.jspecify.annotations.Nullable;

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
 * @param cost work of a request in GMAC, a formula over request fields; there {@code fast} is 1 for
 *     quality fast, else 0
 * @param fast what it does instead when a request of quality fast doesn't say; null for the same
 * @param adapters ids of the adapters that {@code lora} may name
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
        String cost,
        @Nullable Defaults fast,
        List<String> adapters) {
    public ModelCard {
        adapters = List.copyOf(adapters);
        tasks = List.copyOf(tasks);
        schedulers = List.copyOf(schedulers);
    }

    /** A model whose defaults are the same at every quality, and that takes no adapters. */
    public ModelCard(
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
        this(
                id,
                modality,
                family,
                tasks,
                schedulers,
                defaults,
                maxSteps,
                maxCount,
                parametersSchema,
                cost,
                null,
                List.of());
    }

    /** Values of the common fields that a request may leave open. */
    public record Defaults(int steps, double guidanceScale, String scheduler) {}
}
