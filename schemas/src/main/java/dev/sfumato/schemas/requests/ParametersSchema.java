package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sfumato.schemas.events.ModelCard;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fields that belong to a model's modality, by the part of JSON Schema that models announce:
 * {@code type}, {@code minimum}, {@code maximum}, {@code multipleOf}, {@code enum}, {@code
 * default}, and {@code "contentEncoding": "artifact"} for inputs. A checker of our own: a complete
 * one costs a second of start-up and megabytes, for keywords that no form could show.
 */
final class ParametersSchema {
    private static final JsonMapper JSON = new JsonMapper();

    /** Pictures' fields, for models that nobody has described yet. */
    static final ParametersSchema PICTURE =
            parse(
                    """
                    {"properties": {
                      "width": {"type": "integer", "minimum": 1},
                      "height": {"type": "integer", "minimum": 1},
                      "strength": {"type": "number", "minimum": 0, "maximum": 1},
                      "image": {"type": "string", "contentEncoding": "artifact"},
                      "mask": {"type": "string", "contentEncoding": "artifact"}}}
                    """);

    private static final int MOST_READ = 1_000;

    /** By text: the same few are asked for with every request. */
    private static final Map<String, ParametersSchema> READ = new ConcurrentHashMap<>();

    private final Map<String, Property> properties;
    private final List<String> inputs;

    private ParametersSchema(Map<String, Property> properties) {
        this.properties = Collections.unmodifiableMap(properties);
        this.inputs =
                properties.entrySet().stream()
                        .filter(each -> each.getValue().isInput())
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /** A card's schema; {@link #PICTURE} where the worker announced one that can't be read. */
    static ParametersSchema of(ModelCard card) {
        ParametersSchema read = READ.get(card.parametersSchema());
        if (read != null) {
            return read;
        }
        if (READ.size() >= MOST_READ) {
            READ.clear();
        }
        return READ.computeIfAbsent(card.parametersSchema(), ParametersSchema::parseOrPicture);
    }

    private static ParametersSchema parseOrPicture(String schema) {
        try {
            return parse(schema);
        } catch (IllegalArgumentException e) {
            return PICTURE;
        }
    }

    /**
     * Reads a schema.
     *
     * @throws IllegalArgumentException unless it's a JSON object whose {@code properties} are
     *     objects
     */
    static ParametersSchema parse(String schema) {
        JsonNode properties;
        try {
            properties = JSON.readTree(schema).path("properties");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a parameters schema must be JSON", e);
        }
        Map<String, Property> read = new LinkedHashMap<>();
        properties.properties().stream()
                .filter(field -> !RequestFields.COMMON.contains(field.getKey()))
                .forEach(field -> read.put(field.getKey(), Property.of(field.getValue())));
        return new ParametersSchema(read);
    }

    Map<String, Property> properties() {
        return properties;
    }

    List<String> inputs() {
        return inputs;
    }
}
