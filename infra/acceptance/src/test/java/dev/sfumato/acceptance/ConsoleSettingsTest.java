package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is set on the page is what the server is asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleSettingsTest {
    private static final String FAST_SCHEDULER = "unipc";
    private static final int FAST_STEPS = 5;
    private static final String SEED = "9007199254740993"; // more than a JavaScript number holds

    private Server server;
    private Client client;
    private Console console;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = Server.up(folder, "worker.models=" + otherwiseFast(folder.resolve("models")));
        client = server.client();
        console = Console.at(server.url(), folder);
    }

    @AfterAll
    void stop() {
        console.close();
        client.close();
        server.close();
    }

    @Test
    void everySettingReachesTheServer() throws Exception {
        // Given
        console.open();
        console.awaitModel();
        String usual = console.value("scheduler");
        // When
        console.set("negative_prompt", "clouds");
        console.set("scheduler", "euler");
        console.set("steps-range", "6");
        console.set("guidance_scale", "5.5");
        console.set("width", "96");
        console.set("height", "64");
        console.set("seed", SEED);
        console.set("count", "2");
        console.type("a boat on a lake");
        console.browser().press("Enter");
        console.awaitPicture("boat on a lake");
        // Then
        assertThat(usual).isNotEqualTo("euler");
        JsonNode request = newest();
        assertThat(request.path("negative_prompt").asText()).isEqualTo("clouds");
        assertThat(request.path("scheduler").asText()).isEqualTo("euler");
        assertThat(request.path("steps").asInt()).isEqualTo(6);
        assertThat(request.path("guidance_scale").asDouble()).isEqualTo(5.5);
        assertThat(request.path("width").asInt()).isEqualTo(96);
        assertThat(request.path("height").asInt()).isEqualTo(64);
        assertThat(request.path("seed").asText()).isEqualTo(SEED);
        assertThat(request.path("count").asInt()).isEqualTo(2);
        assertThat(console.text("#facts"))
                .contains("euler", "5.5", "96 × 64", SEED, "clouds")
                .contains("Steps6");
        console.await(
                "[...document.querySelectorAll('#frames img')].filter(i => i.naturalWidth === 96)"
                        + ".length === 2");
        assertThat(console.text("#download")).isEqualTo("Download 1 of 2");
        // When
        console.click("#frames button:nth-child(2)");
        // Then
        assertThat(console.text("#download")).isEqualTo("Download 2 of 2");
        assertThat(console.evaluate("document.querySelector('#download').download").asText())
                .contains(generation().at("/artifacts/1/seed").asText());
        assertThat(Axe.grave(console.browser())).isEmpty();
        console.shot("several");
    }

    @Test
    void settingsAreTakenOverFromAPictureAndBackFromTheModel() throws Exception {
        // Given
        console.open();
        console.awaitModel();
        console.set("negative_prompt", "boats");
        console.set("scheduler", "euler");
        console.set("seed", SEED);
        console.type("a windmill at dusk");
        console.make(5);
        console.awaitPicture("windmill");
        // When: back to the start, then to the picture's
        console.click("#defaults");
        String defaults = console.value("scheduler");
        console.set("negative_prompt", "");
        console.set("prompt", "");
        console.click("#reuse");
        // Then
        assertThat(defaults).isNotEqualTo("euler");
        assertThat(console.value("prompt")).isEqualTo("a windmill at dusk");
        assertThat(console.value("negative_prompt")).isEqualTo("boats");
        assertThat(console.value("scheduler")).isEqualTo("euler");
        assertThat(console.value("steps")).isEqualTo("5");
        assertThat(console.value("steps-range")).isEqualTo("5");
        assertThat(console.value("seed")).isEqualTo(SEED);
        // When: another like it has the same settings, and another seed
        console.click("#again");
        console.await("document.querySelectorAll('#gallery img').length >= 2");
        console.await(
                "document.querySelector('#state').textContent === 'Finished' &&"
                        + " !document.querySelector('#facts').textContent.includes('"
                        + SEED
                        + "')");
        // Then
        JsonNode request = newest();
        assertThat(request.path("prompt").asText()).isEqualTo("a windmill at dusk");
        assertThat(request.path("steps").asInt()).isEqualTo(5);
        assertThat(request.path("seed").asText()).isNotEqualTo(SEED);
    }

    @Test
    void shapesAndQualitySetWhatBelongsTogether() throws Exception {
        // Given
        console.open();
        console.awaitModel();
        // When
        console.click("#shapes button:nth-child(2)");
        console.set("quality", "fast");
        console.type("snowy mountains at night");
        console.click("#make");
        console.awaitPicture("snowy mountains");
        // Then
        JsonNode request = newest();
        assertThat(request.path("width").asInt()).isGreaterThan(request.path("height").asInt());
        assertThat(request.path("quality").asText()).isEqualTo("fast");
        assertThat(request.path("scheduler").asText()).isEqualTo(FAST_SCHEDULER);
        assertThat(request.path("steps").asInt()).isEqualTo(FAST_STEPS);
        assertThat(console.text("#facts")).contains("fast", FAST_SCHEDULER);
    }

    @Test
    void aPictureIsChangedByAsMuchAsWasSaid() throws Exception {
        // Given
        console.open();
        console.type("a desert with a cactus");
        console.make(6);
        console.awaitPicture("desert");
        // When
        console.click("#change");
        console.await("!document.querySelector('#source').hidden");
        console.set("strength", "0.35");
        assertThat(console.text("#strength-value")).isEqualTo("35 %");
        console.set("prompt", "a desert at night");
        console.click("#make");
        console.awaitPicture("desert at night");
        // Then
        JsonNode request = newest();
        assertThat(request.path("strength").asDouble()).isEqualTo(0.35);
        assertThat(request.path("image").asText()).isNotEmpty();
        assertThat(request.has("mask")).isFalse();
        assertThat(console.text("#facts")).contains("35 %");
        // When
        console.click("#source-remove");
        // Then
        assertThat(console.evaluate("document.querySelector('#drop').hidden").asBoolean())
                .isFalse();
    }

    @Test
    void whatIsWrongIsSaidWhereItIs() throws Exception {
        // Given
        console.open();
        console.awaitModel();
        int before = client.get("/v1/generations").json().path("generations").size();
        console.click("#settings > summary");
        // When
        console.click("#make");
        // Then
        assertThat(console.text("#prompt-problem")).isNotEmpty();
        assertThat(focus()).isEqualTo("prompt");
        // When
        console.type("a lake");
        for (String field : new String[] {"steps", "width", "count"}) {
            String good = console.value(field);
            console.set(field, "1000000");
            console.click("#make");
            // Then
            assertThat(console.text("#" + field + "-problem")).as(field).isNotEmpty();
            assertThat(focus()).isEqualTo(field);
            assertThat(Axe.grave(console.browser())).as(field).isEmpty();
            console.set(field, good);
            assertThat(console.text("#" + field + "-problem")).as(field).isEmpty();
        }
        console.set("seed", "seven");
        console.click("#make");
        assertThat(focus()).isEqualTo("seed");
        console.shot("mistake");
        assertThat(client.get("/v1/generations").json().path("generations").size())
                .isEqualTo(before);
    }

    /** The shipped model, with a quality fast that has another scheduler and other steps. */
    private static Path otherwiseFast(Path models) throws IOException {
        Path file = ModelCopy.at(models.resolve("landscape")).resolve("sfumato.json");
        var mapper = new ObjectMapper();
        var settings = (ObjectNode) mapper.readTree(Files.readAllBytes(file));
        settings.putObject("fast").put("scheduler", FAST_SCHEDULER).put("steps", FAST_STEPS);
        mapper.writeValue(file.toFile(), settings);
        return models;
    }

    private String focus() {
        return console.evaluate("document.activeElement.id").asText();
    }

    /** The request that was made last, as the server understood it. */
    private JsonNode newest() throws IOException, InterruptedException {
        return generation().path("request");
    }

    private JsonNode generation() throws IOException, InterruptedException {
        return client.get("/v1/generations?limit=1").json().at("/generations/0");
    }
}
