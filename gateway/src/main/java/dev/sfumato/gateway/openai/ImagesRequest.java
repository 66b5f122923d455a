package dev.sfumato.gateway.openai;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client of that API asks for.
 *
 * @param request the same as the body of {@code POST /v1/generations}
 * @param urls whether it wants addresses instead of the pictures themselves
 * @param stream whether it wants server-sent events
 * @param partialImages previews that it wants, 0 to 3; only in a stream
 * @param size as it was asked for
 * @param format of the pictures: png, jpeg or webp
 * @param event how the types of its events begin
 */
record ImagesRequest(
        ObjectNode request,
        boolean urls,
        boolean stream,
        int partialImages,
        String size,
        String format,
        String event) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
    private static final int MAX_PARTIAL = 3;

    /** What it may say without a meaning here, as those hints are about that API's own models. */
    private static final Set<String> IGNORED =
            Set.of(
                    "background",
                    "input_fidelity",
                    "moderation",
                    "quality",
                    "safety_identifier",
                    "style",
                    "user");

    private static final Set<String> NUMBERS = Set.of("n", "output_compression", "partial_images");

    private static final Set<String> KNOWN =
            Set.of(
                    "model",
                    "n",
                    "output_compression",
                    "output_format",
                    "partial_images",
                    "prompt",
                    "response_format",
                    "size",
                    "stream");

    /**
     * Reads the body of {@code POST /v1/images/generations}.
     *
     * @throws ApiException naming the first mistake
     */
    static ImagesRequest read(Buffer body) {
        return read(object(body), "image_generation");
    }

    /**
     * Reads the form of {@code POST /v1/images/edits}.
     *
     * @throws ApiException naming the first mistake
     */
    static ImagesRequest edit(Map<String, String> form, EditInputs inputs) {
        ObjectNode json = JSON.createObjectNode();
        form.forEach((name, value) -> json.set(name, typed(name, value)));
        ImagesRequest edit = read(json, "image_edit");
        edit.request().put("image", inputs.image());
        if (inputs.mask() != null) {
            edit.request().put("mask", inputs.mask());
        }
        return edit;
    }

    /** A form knows texts only. */
    private static JsonNode typed(String name, String value) {
        if (NUMBERS.contains(name) && value.matches("-?[0-9]{1,9}")) {
            return JSON.getNodeFactory().numberNode(Integer.parseInt(value));
        }
        return name.equals("stream") && (value.equals("true") || value.equals("false"))
                ? JSON.getNodeFactory().booleanNode(value.equals("true"))
                : JSON.getNodeFactory().textNode(value);
    }

    private static ImagesRequest read(ObjectNode json, String event) {
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KNOWN.contains(name) && !IGNORED.contains(name)) {
                throw refused(name, "Unknown parameter: '%s'.".formatted(shortened(name)));
            }
        }
        String format = text(json, "output_format", "png");
        return new ImagesRequest(
                request(json, format),
                urls(json),
                stream(json),
                partialImages(json),
                text(json, "size", "auto"),
                format,
                event);
    }

    /** How many pictures, if the client said so. */
    int count() {
        return request.path("count").asInt(1);
    }

    private static ObjectNode request(ObjectNode json, String format) {
        ObjectNode request = JSON.createObjectNode();
        request.set("prompt", json.path("prompt").isMissingNode() ? null : json.get("prompt"));
        if (json.hasNonNull("model")) {
            request.set("model", json.get("model"));
        }
        if (json.hasNonNull("n")) {
            request.set("count", json.get("n"));
        }
        size(text(json, "size", "auto"), request);
        request.put("previews", partialImages(json) > 0);
        ObjectNode output = request.putObject("output").put("format", format);
        if (json.hasNonNull("output_compression")) {
            output.set("quality", json.get("output_compression"));
        }
        return request;
    }

    private static void size(String size, ObjectNode request) {
        if (size.equals("auto")) {
            return;
        }
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw refused("size", "size must be auto or as 128x128");
        }
        request.put("width", Integer.parseInt(matcher.group(1)))
                .put("height", Integer.parseInt(matcher.group(2)));
    }

    private static boolean urls(ObjectNode json) {
        return switch (text(json, "response_format", "b64_json")) {
            case "url" -> true;
            case "b64_json" -> false;
            default -> throw refused("response_format", "response_format must be url or b64_json");
        };
    }

    private static boolean stream(ObjectNode json) {
        JsonNode value = json.path("stream");
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw refused("stream", "stream must be true or false");
        }
        return value.booleanValue();
    }

    private static int partialImages(ObjectNode json) {
        JsonNode value = json.path("partial_images");
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > MAX_PARTIAL) {
            throw refused("partial_images", "partial_images must be 0 to " + MAX_PARTIAL);
        }
        return value.intValue();
    }

    private static String text(ObjectNode json, String name, String fallback) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.isTextual()) {
            throw refused(name, name + " must be a string");
        }
        return value.textValue();
    }

    private static ObjectNode object(Buffer body) {
        try {
            if (JSON.readTree(body.getBytes()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Answered below, as any other body that isn't an object.
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        throw new ApiException(
                new ApiError(
                        400,
                        "invalid_request_error",
                        "invalid_json",
                        "The body must be a JSON object.",
                        null));
    }

    private static ApiException refused(String name, String message) {
        return new ApiException(ApiError.invalid(shortened(name), message));
    }

    private static String shortened(String name) {
        return name.length() > 64 ? name.substring(0, 64) : name;
    }
}
