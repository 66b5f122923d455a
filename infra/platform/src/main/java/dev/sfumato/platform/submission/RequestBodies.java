package dev.sfumato.platform.submission;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.requests.GenerationRequest;

import io.vertx.core.buffer.Buffer;

/** Reads request bodies and stores the pictures inside them. Blocks. */
final class RequestBodies {
    private final ArtifactStore store;
    private final ImageLimits limits;

    RequestBodies(ArtifactStore store, ImageLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /** A request and the digest of what was sent. */
    record Body(GenerationRequest request, String hash) {}

    @SuppressWarnings("DoNotCallSuggester")
    Body read(String tenant, Buffer json) {
        throw new ProblemException(Problem.malformed(tenant + store + limits + json.length()));
    }

    @SuppressWarnings("DoNotCallSuggester")
    Body read(String tenant, JsonNode json) {
        throw new ProblemException(Problem.malformed(tenant + store + limits + json.size()));
    }
}
