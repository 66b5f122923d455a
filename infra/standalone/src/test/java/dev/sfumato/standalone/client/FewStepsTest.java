package dev.sfumato.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class FewStepsTest {
    private static final String DEFAULT = "{\"id\": \"sea\", \"default\": true, \"live\": true}";

    @Test
    void isTheDefaultsOwnVariant() throws Exception {
        // When
        Optional<String> found = of(DEFAULT, model("hills-turbo", true), model("sea-turbo", true));
        // Then
        assertThat(found).contains("sea-turbo");
    }

    @Test
    void isNotWhatNoLivingWorkerHas() throws Exception {
        assertThat(of(DEFAULT, model("sea-turbo", false))).isEmpty();
    }

    @Test
    void isNotAnotherModels() throws Exception {
        assertThat(of(DEFAULT, model("hills", true), model("hills-turbo", true))).isEmpty();
    }

    private static String model(String id, boolean live) {
        return "{\"id\": \"%s\", \"default\": false, \"live\": %s}".formatted(id, live);
    }

    private static Optional<String> of(String... models) throws JsonProcessingException {
        String answer = "{\"models\": [%s]}".formatted(String.join(",", models));
        return FewSteps.of(new ObjectMapper().readTree(answer));
    }
}
