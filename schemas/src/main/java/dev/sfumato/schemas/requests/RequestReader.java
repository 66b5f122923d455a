package dev.sfumato.schemas.requests;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sfumato.schemas.events.ModelCard;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the body of {@code POST /v1/generations}, whichever door brought it. All broken rules are
 * told at once, each with the value received, but for what a user wrote or drew: prompts, inputs,
 * metadata.
 */
public final class RequestReader {
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            new JsonFactoryBuilder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(64)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final ModelDirectory models;
    private final InlineInputs inline;
    private final Violations violations = new Violations();
    private @Nullable ModelCard card;

    private RequestReader(ModelDirectory models, InlineInputs inline) {
        this.models = models;
        this.inline = inline;
    }

    /**
     * Parses JSON strictly: UTF-8, no field twice, nothing after the value.
     *
     * @throws IllegalArgumentException if it's broken; the message says where, and quotes nothing
     */
    public static JsonNode parse(byte[] json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (!node.isMissingNode()) {
                return node;
            }
            throw new IllegalArgumentException("must be JSON, got nothing");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    e.getLocation() == null
                            ? "must be JSON"
                            : "must be JSON with no field twice, is broken at line %d, column %d"
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new IllegalArgumentException("must be JSON in UTF-8");
        }
    }

    /**
     * Reads a body and checks it against the model it names.
     *
     * @param inline whether inputs may be {@code data:} URLs; a door that allows them stores them
     *     before anything goes to Kafka
     */
    public static Reading read(JsonNode body, ModelDirectory models, InlineInputs inline) {
        var reader = new RequestReader(models, inline);
        GenerationRequest request = reader.shape(body);
        if (request != null) {
            reader.model(request);
        }
        return reader.reading(request);
    }

    /**
     * Reads a body, leaving to admission whether its model can do it. Inputs are artifact ids.
     *
     * @param models say which fields belong to the modality; pictures' where the model isn't known
     */
    public static Reading shape(JsonNode body, ModelDirectory models) {
        var reader = new RequestReader(models, InlineInputs.REFUSED);
        return reader.reading(reader.shape(body));
    }

    /** As {@link #shape(JsonNode, ModelDirectory)}, of a request that came in another form. */
    public static Reading shape(GenerationRequest request, ModelDirectory models) {
        List<Violation> misplaced =
                Stream.concat(
                                request.parameters().keySet().stream(),
                                request.inputs().keySet().stream())
                        .filter(RequestFields.COMMON::contains)
                        .map(name -> new Violation(name, "must stand beside the parameters"))
                        .toList();
        return misplaced.isEmpty()
                ? shape(RequestWriter.write(request), models)
                : new Reading.Invalid(misplaced);
    }

    private @Nullable GenerationRequest shape(JsonNode body) {
        if (!body.isObject()) {
            violations.add("", "must be a JSON object, got " + Fields.kind(body));
            return null;
        }
        var fields = new Fields(body, "", violations);
        String model = fields.name("model", 200);
        card = models.find(model == null ? models.defaultModel() : model).orElse(null);
        ParametersSchema schema =
                card == null ? ParametersSchema.PICTURE : ParametersSchema.of(card);
        GenerationRequest request =
                new RequestFields(inline, violations).read(fields, model, schema);
        fields.refuseOthers();
        return request;
    }

    private void model(GenerationRequest request) {
        String named = request.model();
        String id = named == null ? models.defaultModel() : named;
        if (card != null) {
            violations.addAll(ModelRules.check(request, card));
        } else if (!models.isPromised(id)) {
            violations.addAll(List.of(ModelRules.unknown(id, models)));
        }
    }

    private Reading reading(@Nullable GenerationRequest request) {
        return request != null && violations.isEmpty()
                ? new Reading.Valid(request)
                : new Reading.Invalid(violations.list());
    }
}
