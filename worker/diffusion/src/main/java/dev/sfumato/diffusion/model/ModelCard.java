package dev.sfumato.diffusion.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a model is and takes, as announced to whoever asks for work.
 *
 * @param id public name, for example {@code landscape}
 * @param modality name of the modality that runs it
 * @param family what kind of network it is, for example {@code stable-diffusion}; for people
 * @param tasks what it can do, the first being the default
 * @param defaults what a request gets that doesn't say
 * @param fast the same where quality may be traded for time
 * @param adapters ids of the adapters that a request may turn on
 * @param limits what a request may ask for at most
 * @param schedulers public ids of the schedulers it can run with
 * @param sha256 hash of its files
 * @param parameters JSON Schema (2020-12) of the modality's own request fields, as text
 * @param cost GMAC of a request as a formula over its fields: {@code + - * / ( ) >}, numbers, field
 *     names; a comparison counts 1 or 0
 * @param folder its files
 */
public record ModelCard(
        String id,
        String modality,
        String family,
        List<String> tasks,
        Defaults defaults,
        Defaults fast,
        List<String> adapters,
        Limits limits,
        List<String> schedulers,
        String sha256,
        String parameters,
        String cost,
        ModelFolder folder) {
    /** Keeps the lists as unmodifiable copies. */
    public ModelCard {
        tasks = List.copyOf(tasks);
        adapters = List.copyOf(adapters);
        schedulers = List.copyOf(schedulers);
    }

    /** A model whose defaults are the same at every quality, and that takes no adapters. */
    public ModelCard(
            String id,
            String modality,
            String family,
            List<String> tasks,
            Defaults defaults,
            Limits limits,
            List<String> schedulers,
            String sha256,
            String parameters,
            String cost,
            ModelFolder folder) {
        this(
                id,
                modality,
                family,
                tasks,
                defaults,
                defaults,
                List.of(),
                limits,
                schedulers,
                sha256,
                parameters,
                cost,
                folder);
    }

    /**
     * Defaults of the common fields.
     *
     * @param scheduler public id; null for the model's own
     */
    public record Defaults(int steps, double guidanceScale, @Nullable String scheduler) {}

    /**
     * Limits of the common fields, all inclusive.
     *
     * @param promptCharacters UTF-16 units of prompt and of negative prompt
     */
    public record Limits(int steps, double guidanceScale, int count, int promptCharacters) {}
}
