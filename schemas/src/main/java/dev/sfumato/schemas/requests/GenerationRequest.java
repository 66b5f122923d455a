package dev.sfumato.schemas.requests;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A request as it was made: null is what it leaves open.
 *
 * @param inputs name of a modality's input (as {@code image}, {@code mask}) to artifact id
 * @param parameters a modality's own fields (as {@code width}); JSON values
 */
public record GenerationRequest(
        @Nullable String task,
        @Nullable String model,
        String prompt,
        @Nullable String negativePrompt,
        @Nullable Integer steps,
        @Nullable Double guidanceScale,
        @Nullable String scheduler,
        @Nullable Long seed,
        @Nullable String rng,
        @Nullable Integer count,
        @Nullable Priority priority,
        @Nullable Instant deadline,
        @Nullable Boolean previews,
        @Nullable Quality quality,
        List<Lora> lora,
        @Nullable Output output,
        @Nullable String webhook,
        Map<String, String> metadata,
        Map<String, String> inputs,
        Map<String, Object> parameters) {
    public GenerationRequest {
        lora = List.copyOf(lora);
        metadata = Map.copyOf(metadata);
        inputs = Map.copyOf(inputs);
        parameters = Map.copyOf(parameters);
    }

    /** The same request with other inputs: a door stores inline ones first. */
    public GenerationRequest withInputs(Map<String, String> stored) {
        return new GenerationRequest(
                task,
                model,
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                scheduler,
                seed,
                rng,
                count,
                priority,
                deadline,
                previews,
                quality,
                lora,
                output,
                webhook,
                metadata,
                stored,
                parameters);
    }
}
