package dev.sfumato.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.platform.artifacts.ArtifactStore;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The pictures of a finished generation, as texts in base64. */
final class Pictures {
    private final Vertx vertx;
    private final ArtifactStore store;

    Pictures(Vertx vertx, ArtifactStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    /** In the order of the event's artifacts. Called on the event loop; returns at once. */
    Future<List<String>> encoded(String tenant, JsonNode completed) {
        return vertx.executeBlocking(
                () -> {
                    var texts = new ArrayList<String>();
                    for (JsonNode artifact : completed.path("artifacts")) {
                        texts.add(encoded(tenant, artifact.path("id").asText()));
                    }
                    return texts;
                },
                false);
    }

    private String encoded(String tenant, String id) {
        byte[] bytes =
                store.read(tenant, id)
                        .orElseThrow(() -> new IllegalStateException("a result isn't stored"));
        return Base64.getEncoder().encodeToString(bytes);
    }
}
