package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of each field of a request, whatever model it names. One thread. */
final class RequestFields {
    static final List<String> RNGS = List.of("torch-cpu", "philox-cuda");

    /** Fields that every modality has; none of its own may be called so. */
    static final Set<String> COMMON =
            Set.of(
                    "task",
                    "model",
                    "prompt",
                    "negative_prompt",
                    "steps",
                    "guidance_scale",
                    "scheduler",
                    "seed",
                    "rng",
                    "count",
                    "priority",
                    "deadline",
                    "previews",
                    "quality",
                    "lora",
                    "output",
                    "webhook",
                    "metadata");

    private static final int MOST_STEPS = 1000;
    private static final int MOST_COUNT = 16;
    private static final int MOST_WORDS = 10_000;
    private static final int MOST_GUIDANCE = 50;
    private static final int MOST_LORA = 8;
    private static final int MOST_METADATA = 32;
    private static final Pattern ARTIFACT = Pattern.compile("[0-9a-f]{64}");

    private final InlineInputs inline;
    private final Violations violations;

    RequestFields(InlineInputs inline, Violations violations) {
        this.inline = inline;
        this.violations = violations;
    }

    /** Reads them all; what is wrong is left open, and noted. */
    GenerationRequest read(Fields fields, @Nullable String model, ParametersSchema schema) {
        Integer count = fields.integer("count", 1, MOST_COUNT);
        int later = count == null ? 0 : count - 1;
        return new GenerationRequest(
                fields.name("task", 100),
                model,
                prompt(fields),
                fields.words("negative_prompt", 0, MOST_WORDS),
                fields.integer("steps", 1, MOST_STEPS),
                fields.number("guidance_scale", 0, MOST_GUIDANCE),
                fields.name("scheduler", 100),
                fields.integer("seed", 0L, Long.MAX_VALUE - later),
                fields.choice("rng", RNGS),
                count,
                fields.choice("priority", Priority.values()),
                fields.time("deadline"),
                fields.bool("previews"),
                fields.choice("quality", Quality.values()),
                lora(fields.get("lora")),
                output(fields.object("output")),
                webhook(fields),
                metadata(fields.object("metadata")),
                inputs(fields, schema),
                parameters(fields, schema));
    }

    private String prompt(Fields fields) {
        if (fields.get("prompt") == null) {
            violations.add("prompt", "must be given: a text of 1 to 10000 characters");
            return "";
        }
        String prompt = fields.words("prompt", 1, MOST_WORDS);
        return prompt == null ? "" : prompt;
    }

    private List<Lora> lora(@Nullable JsonNode node) {
        if (node == null) {
            return List.of();
        }
        if (!node.isArray() || node.size() > MOST_LORA) {
            String got = node.isArray() ? node.size() + " of them" : Shown.of(node);
            violations.add(
                    "lora",
                    "must be an array of at most %d adapters, got %s".formatted(MOST_LORA, got));
            return List.of();
        }
        List<Lora> adapters = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            adapters.add(lora(node.get(i), "lora[" + i + "]"));
        }
        return adapters;
    }

    private Lora lora(JsonNode node, String path) {
        if (!node.isObject()) {
            violations.add(path, "must be an object of id and weight, got " + Shown.of(node));
            return new Lora("", 1);
        }
        var fields = new Fields(node, path + '.', violations);
        String id = fields.name("id", 200);
        Double weight = fields.number("weight", -10, 10);
        if (!node.hasNonNull("id")) {
            violations.add(path + ".id", "must be given: the adapter's id");
        }
        fields.refuseOthers();
        return new Lora(id == null ? "" : id, weight == null ? 1 : weight);
    }

    private static @Nullable Output output(@Nullable Fields fields) {
        if (fields == null) {
            return null;
        }
        String format = fields.choice("format", Output.FORMATS);
        Integer quality = fields.integer("quality", 1, 100);
        fields.refuseOthers();
        return new Output(
                format == null ? Output.DEFAULT.format() : format,
                quality == null ? Output.DEFAULT.quality() : quality);
    }

    private @Nullable String webhook(Fields fields) {
        String webhook = fields.words("webhook", 1, 2000);
        if (webhook == null) {
            return null;
        }
        try {
            var uri = new URI(webhook);
            if ("https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return webhook;
            }
        } catch (URISyntaxException e) {
            // Falls through to the one message.
        }
        // Not shown: such addresses carry secrets.
        violations.add("webhook", "must be an https:// URL with a host and without user info");
        return null;
    }

    private Map<String, String> metadata(@Nullable Fields fields) {
        if (fields == null) {
            return Map.of();
        }
        List<String> names = fields.names();
        if (names.size() > MOST_METADATA) {
            violations.add(
                    "metadata",
                    "must have at most %d entries, got %d".formatted(MOST_METADATA, names.size()));
            return Map.of();
        }
        Map<String, String> metadata = new HashMap<>();
        for (String name : names) {
            if (name.length() > 100 || !WellFormed.is(name)) {
                violations.add(fields.path(name), "must have a name of at most 100 characters");
            }
            String value = fields.words(name, 0, 512);
            if (value != null) {
                metadata.put(name, value);
            }
        }
        return metadata;
    }

    private Map<String, String> inputs(Fields fields, ParametersSchema schema) {
        Map<String, String> inputs = new HashMap<>();
        for (String name : schema.inputs()) {
            JsonNode node = fields.get(name);
            if (node == null) {
                continue;
            }
            String text = node.isTextual() ? node.textValue() : "";
            boolean data = inline == InlineInputs.ALLOWED && DataUrl.is(text);
            if (data || ARTIFACT.matcher(text).matches()) {
                inputs.put(name, text);
            } else {
                String forms =
                        inline == InlineInputs.ALLOWED
                                ? "must be an artifact id (64 hex digits) or a base64 data: URL"
                                : "must be an artifact id (64 hex digits)";
                int length = text.length();
                violations.add(
                        name,
                        node.isTextual()
                                ? "%s, got a text of %d characters".formatted(forms, length)
                                : "%s, got %s".formatted(forms, Fields.kind(node)));
            }
        }
        return inputs;
    }

    private static Map<String, Object> parameters(Fields fields, ParametersSchema schema) {
        Map<String, Object> parameters = new HashMap<>();
        schema.properties()
                .forEach(
                        (name, property) -> {
                            JsonNode node = property.isInput() ? null : fields.get(name);
                            if (node != null) {
                                parameters.put(name, property.value(node));
                            }
                        });
        return parameters;
    }
}
