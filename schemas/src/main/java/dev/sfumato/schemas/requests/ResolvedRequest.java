package dev.sfumato.schemas.requests;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A request with everything decided: the same one always makes the same result.
 *
 * @param seed of the first result; result k uses {@code seed + k}
 * @param deadline when it expires
 * @param cost work in GMAC
 */
public record ResolvedRequest(
        String task,
        String model,
        String prompt,
        String negativePrompt,
        int steps,
        double guidanceScale,
        String scheduler,
        long seed,
        String rng,
        int count,
        Priority priority,
        Instant deadline,
        boolean previews,
        Quality quality,
        List<Lora> lora,
        Output output,
        @Nullable String webhook,
        Map<String, String> metadata,
        Map<String, String> inputs,
        Map<String, Object> parameters,
        double cost) {
    public ResolvedRequest {
        lora = List.copyOf(lora);
        metadata = Map.copyOf(metadata);
        inputs = Map.copyOf(inputs);
        parameters = Map.copyOf(parameters);
    }
}
