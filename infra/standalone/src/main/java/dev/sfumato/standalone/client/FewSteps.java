package dev.sfumato.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.stream.StreamSupport;

/** A model's few-step variant: named as the model, with {@code -turbo} behind it. */
public final class FewSteps {
    private static final String SUFFIX = "-turbo";

    private FewSteps() {}

    /**
     * The few-step variant of the model that a server uses when none is named.
     *
     * @param answer of {@code GET /v1/models}
     * @return its id, if a living worker has it
     */
    public static Optional<String> of(JsonNode answer) {
        JsonNode models = answer.path("models");
        return StreamSupport.stream(models.spliterator(), false)
                .filter(each -> each.path("default").asBoolean())
                .map(each -> each.path("id").asText() + SUFFIX)
                .filter(variant -> isLive(models, variant))
                .findFirst();
    }

    private static boolean isLive(JsonNode models, String id) {
        return StreamSupport.stream(models.spliterator(), false)
                .anyMatch(
                        each ->
                                each.path("id").asText().equals(id)
                                        && each.path("live").asBoolean());
    }
}
