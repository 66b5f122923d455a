package dev.sfumato.platform.submission;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.InlineInputs;
import dev.sfumato.schemas.requests.ModelDirectory;
import dev.sfumato.schemas.requests.Reading;
import dev.sfumato.schemas.requests.RequestReader;

import io.vertx.core.buffer.Buffer;

/** Reads request bodies, and stores the pictures inside them. Storing blocks; any thread. */
final class RequestBodies {
    private final ModelDirectory models;
    private final ArtifactStore store;
    private final ImageLimits limits;

    RequestBodies(ModelDirectory models, ArtifactStore store, ImageLimits limits) {
        this.models = models;
        this.store = store;
        this.limits = limits;
    }

    /**
     * A valid request; what is inside it isn't stored yet. Doesn't block.
     *
     * @throws ProblemException 400 when it is no JSON, 422 with every broken rule
     */
    GenerationRequest read(Buffer body) {
        return read(JsonBodies.parse(body));
    }

    /** As {@link #read(Buffer)}, of JSON that is parsed already. */
    GenerationRequest read(JsonNode body) {
        return switch (RequestReader.read(body, models, InlineInputs.ALLOWED)) {
            case Reading.Invalid invalid ->
                    throw new ProblemException(Problem.invalid(invalid.violations()));
            case Reading.Valid valid -> valid.request();
        };
    }

    /** The request with its inputs stored; blocks if there are any. */
    GenerationRequest stored(String tenant, GenerationRequest request) {
        var inputs = new Inputs(tenant, store, limits);
        request.inputs().forEach(inputs::add);
        return request.inputs().isEmpty() ? request : request.withInputs(inputs.store());
    }
}
