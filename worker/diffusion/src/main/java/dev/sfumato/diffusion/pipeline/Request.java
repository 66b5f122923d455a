package dev.sfumato.diffusion.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One generation, everything resolved: the fields common to all modalities and the modality's own.
 *
 * @param task for example {@code text-to-image}; one of the model card's tasks
 * @param prompt what to make
 * @param negativePrompt what to keep away from; null and empty differ for some families
 * @param steps model steps, at least 1
 * @param guidanceScale classifier-free guidance weight; 1 and less is off
 * @param scheduler public scheduler id; null for the model's own
 * @param seed of artifact 0; artifact k uses {@code seed + k}
 * @param rng noise source, {@code torch-cpu} or {@code philox-cuda}
 * @param count artifacts to make, at least 1
 * @param previews whether the run makes previews
 * @param output how artifacts are written
 * @param quality whether the run may trade what can't be seen for time
 * @param lora adapters of the network, none twice
 * @param parameters the modality's own fields by their public snake_case name: numbers, strings,
 *     booleans, lists, maps
 * @param inputs media that the request brings, by public name such as {@code image} and {@code
 *     mask}: whole files
 */
public record Request(
        String task,
        String prompt,
        @Nullable String negativePrompt,
        int steps,
        double guidanceScale,
        @Nullable String scheduler,
        long seed,
        String rng,
        int count,
        boolean previews,
        Output output,
        Quality quality,
        List<Lora> lora,
        Map<String, Object> parameters,
        Map<String, byte[]> inputs) {

    /** Noise as PyTorch draws it on a CPU. */
    public static final String TORCH_CPU = "torch-cpu";

    /** Keeps {@code lora}, {@code parameters} and {@code inputs} as unmodifiable copies. */
    public Request {
        lora = List.copyOf(lora);
        parameters = Map.copyOf(parameters);
        inputs = Map.copyOf(inputs);
    }

    /** An exact request without adapters. */
    public Request(
            String task,
            String prompt,
            @Nullable String negativePrompt,
            int steps,
            double guidanceScale,
            @Nullable String scheduler,
            long seed,
            String rng,
            int count,
            boolean previews,
            Output output,
            Map<String, Object> parameters,
            Map<String, byte[]> inputs) {
        this(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                previews,
                output,
                Quality.EXACT,
                List.of(),
                parameters,
                inputs);
    }

    /**
     * A request for one artifact with the noise of {@code torch-cpu}, no previews, PNG, and no
     * fields of a modality.
     */
    public static Request of(
            String task, String prompt, int steps, double guidanceScale, long seed) {
        return new Request(
                task,
                prompt,
                null,
                steps,
                guidanceScale,
                null,
                seed,
                TORCH_CPU,
                1,
                false,
                Output.PNG,
                Map.of(),
                Map.of());
    }

    /** This request with one more (or another) field of its modality. */
    public Request with(String parameter, Object value) {
        var changed = new LinkedHashMap<String, Object>(parameters);
        changed.put(parameter, value);
        return new Request(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                previews,
                output,
                quality,
                lora,
                changed,
                inputs);
    }

    /** This request with one more (or another) file. */
    public Request withInput(String name, byte[] media) {
        var changed = new LinkedHashMap<String, byte[]>(inputs);
        changed.put(name, media);
        return new Request(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                previews,
                output,
                quality,
                lora,
                parameters,
                changed);
    }

    /** This request with another negative prompt. */
    public Request withNegativePrompt(@Nullable String other) {
        return new Request(
                task,
                prompt,
                other,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                previews,
                output,
                quality,
                lora,
                parameters,
                inputs);
    }

    /** This request with another scheduler. */
    public Request withScheduler(@Nullable String other) {
        return new Request(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                other,
                seed,
                rng,
                count,
                previews,
                output,
                quality,
                lora,
                parameters,
                inputs);
    }

    /** This request for another number of artifacts. */
    public Request withCount(int other) {
        return new Request(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                other,
                previews,
                output,
                quality,
                lora,
                parameters,
                inputs);
    }

    /** This request with or without previews. */
    public Request withPreviews(boolean other) {
        return new Request(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                other,
                output,
                quality,
                lora,
                parameters,
                inputs);
    }

    /** This request with another output. */
    public Request withOutput(Output other) {
        return new Request(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                previews,
                other,
                quality,
                lora,
                parameters,
                inputs);
    }

    /** This request with another quality. */
    public Request withQuality(Quality other) {
        return new Request(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                previews,
                output,
                other,
                lora,
                parameters,
                inputs);
    }

    /** This request with other adapters. */
    public Request withLora(List<Lora> other) {
        return new Request(
                task,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                previews,
                output,
                quality,
                other,
                parameters,
                inputs);
    }
}
