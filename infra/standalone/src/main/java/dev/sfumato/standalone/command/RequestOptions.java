package dev.sfumato.standalone.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.standalone.client.Api;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a generation is asked to be, as options; what isn't given is left for the server to decide.
 */
final class RequestOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--negative", paramLabel = "TEXT", description = "What it must not show.")
    @Nullable String negative;

    @Option(
            names = "--model",
            paramLabel = "ID",
            description =
                    "Model (see `models list`). Default: the server's; without --server, where only"
                            + " --seed, --size, --count, --priority or nothing is asked for, its"
                            + " few-step variant (named as it, with -turbo) if there is one.")
    @Nullable String model;

    @Option(names = "--steps", paramLabel = "N", description = "Denoising steps.")
    @Nullable Integer steps;

    @Option(
            names = "--guidance",
            paramLabel = "X",
            description = "Guidance scale: how closely to follow the prompt; 1 is off.")
    @Nullable Double guidance;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed makes the same picture; chosen when absent.")
    @Nullable Long seed;

    @Option(names = "--scheduler", paramLabel = "ID", description = "Scheduler, as dpmpp-2m.")
    @Nullable String scheduler;

    @Option(names = "--size", paramLabel = "WxH", description = "Pixels, as 128x128.")
    @Nullable String size;

    @Option(names = "--count", paramLabel = "N", description = "How many; seeds count up.")
    @Nullable Integer count;

    @Option(names = "--image", paramLabel = "FILE", description = "Picture to start from.")
    @Nullable Path image;

    @Option(
            names = "--strength",
            paramLabel = "X",
            description = "How much of --image to change, 0 to 1.")
    @Nullable Double strength;

    @Option(names = "--mask", paramLabel = "FILE", description = "White where --image may change.")
    @Nullable Path mask;

    @Option(names = "--priority", paramLabel = "P", description = "interactive, standard or batch.")
    @Nullable String priority;

    @Option(
            names = "--quality",
            paramLabel = "Q",
            description = "exact, or fast: a little less like the original, much sooner.")
    @Nullable String quality;

    @Option(
            names = "--lora",
            paramLabel = "ID[=X]",
            description = "Adapter and its weight, 1 if absent; may be repeated.")
    List<String> lora = List.of();

    /** The request, without its files. */
    ObjectNode body(String prompt) {
        ObjectNode body = JSON.createObjectNode().put("prompt", prompt);
        text(body, "negative_prompt", negative);
        text(body, "model", model);
        text(body, "scheduler", scheduler);
        text(body, "priority", priority);
        text(body, "quality", quality);
        lora.forEach(adapter -> putLora(body, adapter));
        if (steps != null) {
            body.put("steps", steps);
        }
        if (guidance != null) {
            body.put("guidance_scale", guidance);
        }
        if (seed != null) {
            body.put("seed", seed);
        }
        if (count != null) {
            body.put("count", count);
        }
        if (strength != null) {
            body.put("strength", strength);
        }
        if (size != null) {
            putSize(body, size);
        }
        return body;
    }

    /**
     * Whether the prompt alone says what to make: no model, no way of sampling, nothing to start
     * from.
     */
    boolean isPlain() {
        return lora.isEmpty()
                && Stream.of(
                                negative, model, steps, guidance, scheduler, quality, image, mask,
                                strength)
                        .allMatch(Objects::isNull);
    }

    /** Stores the files on the server and names them in the request. */
    void attachFiles(Api api, ObjectNode body) throws IOException {
        attach(api, body, "image", image);
        attach(api, body, "mask", mask);
    }

    private static void attach(Api api, ObjectNode body, String field, @Nullable Path file)
            throws IOException {
        if (file == null) {
            return;
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "--" + field + " must be a readable file, got '" + file + "'");
        }
        body.put(field, api.upload(Files.readAllBytes(file), type(file)).path("id").asText());
    }

    private static String type(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            return "image/png";
        }
        return name.endsWith(".webp") ? "image/webp" : "image/jpeg";
    }

    private static void text(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static void putLora(ObjectNode body, String adapter) {
        int end = adapter.lastIndexOf('=');
        ObjectNode entry = body.withArray("lora").addObject();
        entry.put("id", end < 0 ? adapter : adapter.substring(0, end));
        if (end >= 0) {
            try {
                entry.put("weight", Double.parseDouble(adapter.substring(end + 1)));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "--lora must be ID or ID=X with a number X, got '" + adapter + "'", e);
            }
        }
    }

    private static void putSize(ObjectNode body, String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--size must be WxH, as 128x128, got '" + size + "'");
        }
        body.put("width", Integer.parseInt(matcher.group(1)));
        body.put("height", Integer.parseInt(matcher.group(2)));
    }
}
