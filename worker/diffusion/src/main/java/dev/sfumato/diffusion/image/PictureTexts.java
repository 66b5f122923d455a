package dev.sfumato.diffusion.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sfumato.diffusion.pipeline.Lora;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Request;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The texts in a picture's file: how it was asked for, its seed, and that it was made by a machine.
 * No times.
 */
final class PictureTexts {
    private static final JsonMapper JSON = new JsonMapper();

    private static final String XMP_START =
            """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
            <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" \
            Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"\
            """;
    private static final String XMP_END = "/></rdf:RDF></x:xmpmeta>";

    /** IPTC's mark for pictures that a trained model made. */
    static final String XMP = XMP_START + XMP_END;

    private PictureTexts() {}

    /** PNG keyword to text, in the order of the file. */
    static Map<String, String> of(String parameters, String json) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("parameters", parameters);
        texts.put("sfumato", json);
        texts.put("XML:com.adobe.xmp", XMP);
        return texts;
    }

    /** The mark, and the request beside it: for files that have no other place for texts. */
    static String xmp(String json) {
        String escaped =
                json.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace("\"", "&quot;")
                        .replaceAll("[^\\x20-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]", "?");
        return "%s xmlns:sfumato=\"urn:sfumato:picture\" sfumato:request=\"%s\"%s"
                .formatted(XMP_START, escaped, XMP_END);
    }

    /** The request as JSON, for this picture alone. */
    static String json(Request request, String model, long seed, Pixels pixels) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", model);
        fields.put("task", request.task());
        fields.put("prompt", request.prompt());
        if (request.negativePrompt() != null) {
            fields.put("negative_prompt", request.negativePrompt());
        }
        fields.put("steps", request.steps());
        fields.put("guidance_scale", request.guidanceScale());
        if (request.scheduler() != null) {
            fields.put("scheduler", request.scheduler());
        }
        fields.put("seed", seed);
        fields.put("rng", request.rng());
        if (request.quality() != Quality.EXACT) {
            fields.put("quality", request.quality().name().toLowerCase(Locale.ROOT));
        }
        if (!request.lora().isEmpty()) {
            fields.put("lora", request.lora().stream().map(PictureTexts::lora).toList());
        }
        fields.putAll(new TreeMap<>(request.parameters()));
        fields.put("width", pixels.width());
        fields.put("height", pixels.height());
        return written(fields);
    }

    /**
     * The form that many picture tools read: prompt, negative prompt, then one line of {@code name:
     * value} pairs.
     */
    static String parameters(Request request, String model, long seed, Pixels pixels) {
        String negative =
                request.negativePrompt() == null || request.negativePrompt().isEmpty()
                        ? ""
                        : "\nNegative prompt: " + request.negativePrompt();
        Object strength = request.parameters().get("strength");
        return "%s%s\nSteps: %d, %s, CFG scale: %s, Seed: %d, Size: %dx%d, Model: %s%s"
                .formatted(
                        request.prompt(),
                        negative,
                        request.steps(),
                        SamplerNames.describe(
                                Objects.requireNonNullElse(request.scheduler(), "default")),
                        Parameters.shown(request.guidanceScale()),
                        seed,
                        pixels.width(),
                        pixels.height(),
                        quoted(model),
                        (strength == null ? "" : ", Denoising strength: " + strength)
                                + clipSkip(request));
    }

    /** Counted from 1, the last layer: one more than layers are left out. */
    private static String clipSkip(Request request) {
        return request.parameters().get("clip_skip") instanceof Number skip && skip.intValue() > 0
                ? ", Clip skip: " + (skip.intValue() + 1)
                : "";
    }

    /** As it is, or as a JSON string where a reader would split it. */
    private static String quoted(String value) {
        if (value.chars().noneMatch(c -> ",:\"\n".indexOf(c) >= 0)) {
            return value;
        }
        return written(value);
    }

    private static String written(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("parameters are plain values", e);
        }
    }

    private static Map<String, Object> lora(Lora lora) {
        return new TreeMap<>(Map.of("id", lora.id(), "weight", lora.weight()));
    }
}
