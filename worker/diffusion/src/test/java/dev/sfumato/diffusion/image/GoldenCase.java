package dev.sfumato.diffusion.image;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.pipeline.Output;
import dev.sfumato.diffusion.pipeline.Request;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pipeline case of the reference: what was asked for and the pictures that came out. */
record GoldenCase(Path file, JsonNode json) {
    private static final Set<String> COMMON =
            Set.of(
                    "name",
                    "model",
                    "task",
                    "prompt",
                    "negative_prompt",
                    "steps",
                    "guidance_scale",
                    "scheduler",
                    "seeds",
                    "rng",
                    "image_seed",
                    "first_latent_values_per_step",
                    "std");

    static GoldenCase of(Path file) {
        return new GoldenCase(file, Golden.json(file));
    }

    String model() {
        return json.get("model").asText();
    }

    /** One request for all pictures where the seeds follow each other, else one for each. */
    List<Request> requests() {
        List<Long> seeds = new ArrayList<>();
        json.get("seeds").forEach(seed -> seeds.add(seed.asLong()));
        boolean rising = true;
        for (int k = 1; k < seeds.size(); k++) {
            rising &= seeds.get(k) == seeds.get(0) + k;
        }
        return rising
                ? List.of(request(seeds.getFirst(), seeds.size()))
                : seeds.stream().map(seed -> request(seed, 1)).toList();
    }

    List<Pixels> pictures() {
        List<Pixels> pictures = new ArrayList<>();
        for (int k = 0; k < json.get("seeds").size(); k++) {
            pictures.add(PixelReader.read("reference", bytes("." + k + ".png")));
        }
        return pictures;
    }

    private Request request(long seed, int count) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        json.properties()
                .forEach(
                        field -> {
                            if (!COMMON.contains(field.getKey())) {
                                parameters.put(field.getKey(), field.getValue().numberValue());
                            }
                        });
        Map<String, byte[]> inputs = new LinkedHashMap<>();
        for (String input : List.of("input", "mask")) {
            if (Files.exists(sibling("." + input + ".png"))) {
                inputs.put(input.equals("input") ? "image" : input, bytes("." + input + ".png"));
            }
        }
        return new Request(
                json.get("task").asText(),
                json.get("prompt").asText(),
                json.has("negative_prompt") ? json.get("negative_prompt").asText() : null,
                json.get("steps").asInt(),
                json.get("guidance_scale").asDouble(),
                json.has("scheduler") ? json.get("scheduler").asText() : null,
                seed,
                json.get("rng").asText(),
                count,
                false,
                Output.PNG,
                parameters,
                inputs);
    }

    private byte[] bytes(String ending) {
        try {
            return Files.readAllBytes(sibling(ending));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path sibling(String ending) {
        return file.resolveSibling(file.getFileName().toString().replace(".json", ending));
    }
}
