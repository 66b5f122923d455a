package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;

/** A mistake gets one clear answer, and the next request works. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Server server;
    private Client client;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = Server.up(folder);
        client = server.client();
        client.picture("{\"prompt\":\"a boat\",\"steps\":2}");
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt\":\"a boat\",\"model\":\"mona-lisa\"}      | 422 | model  | mona-lisa",
                "{\"prompt\":\"a boat\",\"width\":100000}             | 422 | width  | 100000",
                "{\"prompt\":\"a boat\",\"width\":130}                | 422 | width  | 130",
                "{\"prompt\":\"a boat\",\"steps\":1000000}            | 422 | steps  | 1000000",
                "{\"prompt\":\"a boat\",\"steps\":\"many\"}           | 422 | steps  | many",
                "{\"prompt\":\"a boat\",\"scheduler\":\"magic\"}      | 422 | scheduler | magic",
                "{\"prompt\":\"\"}                                    | 422 | prompt | 0",
                "{\"steps\":4}                                        | 422 | prompt | must be"
                        + " given",
                "{\"prompt\":\"a boat\",\"promt\":\"typo\"}           | 422 | promt  | a field",
            })
    void namesFieldRuleAndValue(String body, int status, String path, String word)
            throws Exception {
        // When
        var answer = client.post("/v1/generations", body);
        // Then
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        JsonNode violations = answer.json().path("violations");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(violations).hasSize(1);
        assertThat(violations.path(0).path("path").asText()).isEqualTo(path);
        assertThat(violations.path(0).path("message").asText()).contains(word);
    }

    @Test
    void refusesAHugePromptWithoutRepeatingIt() throws Exception {
        // Given
        String prompt = "x".repeat(100_000);
        // When
        var answer = client.post("/v1/generations", "{\"prompt\":\"" + prompt + "\"}");
        // Then
        assertThat(answer.status()).isIn(413, 422);
        assertThat(answer.response().body().length).isLessThan(2_000);
    }

    @Test
    void refusesBrokenJson() throws Exception {
        // When
        var answer = client.post("/v1/generations", "{\"prompt\": \"a boat\"");
        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asText()).isNotEmpty();
    }

    @Test
    void namesEveryMistakeAtOnce() throws Exception {
        // When
        var answer =
                client.post(
                        "/v1/generations",
                        "{\"prompt\":\"\",\"steps\":0,\"colour\":\"red\",\"count\":99}");
        // Then
        assertThat(answer.json().path("violations"))
                .extracting(violation -> violation.path("path").asText())
                .containsExactlyInAnyOrder("prompt", "steps", "colour", "count");
    }

    @Test
    void answersStreamMistakesAndKeepsTheSocket() throws Exception {
        // Given
        try (Watcher watcher = client.watch()) {
            // When
            watcher.send("this is not JSON");
            watcher.send("{\"type\":\"dance\"}");
            watcher.send("{\"type\":\"generate\",\"ref\":\"r1\",\"request\":{\"steps\":-1}}");
            // Then
            for (int i = 0; i < 3; i++) {
                JsonNode message = watcher.next(PATIENCE);
                assertThat(message).isNotNull();
                assertThat(message.path("type").asText()).isEqualTo("error");
                assertThat(message.path("code").asText()).isNotEmpty();
            }
            watcher.send(
                    "{\"type\":\"generate\",\"ref\":\"r2\",\"request\":"
                            + "{\"prompt\":\"a boat\",\"steps\":2}}");
            JsonNode submitted = watcher.next(PATIENCE);
            assertThat(submitted).isNotNull();
            assertThat(submitted.path("ref").asText()).isEqualTo("r2");
            watcher.untilTerminal(submitted.path("id").asText(), PATIENCE);
        }
    }

    @Test
    void anUnknownGenerationIsNotFound() throws Exception {
        // When
        var answer = client.get("/v1/generations/0199aaaa-0000-7000-8000-000000000000");
        // Then
        assertThat(answer.status()).isEqualTo(404);
    }
}
