package dev.sfumato.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.gateway.streaming.SocketLimits;
import dev.sfumato.platform.http.HttpSettings;
import dev.sfumato.platform.http.Service;
import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Completed;

import io.vertx.core.http.HttpServerOptions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The images API of OpenAI, with somebody who plays the other services. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImagesApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/images/generations";
    private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.UTF_8);

    private final UUID run = UUID.randomUUID();
    private Backdrop backdrop;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backdrop = new Backdrop(folder);
        gateway = backdrop.gateway();
    }

    @AfterAll
    void stop() {
        gateway.close();
        backdrop.close();
    }

    @Test
    void answersWithThePicture() throws Exception {
        // When
        CompletableFuture<HttpResponse<String>> asked =
                gateway.post(PATH, "{\"prompt\":\"whole\",\"n\":2,\"size\":\"128x64\"}");
        Command.Generate command = backdrop.generate("whole");
        backdrop.publish(life(command, 2));
        JsonNode answer = json(asked);
        // Then
        assertThat(command.request().count()).isEqualTo(2);
        assertThat(command.request().parameters()).isEqualTo(Map.of("width", 128, "height", 64));
        assertThat(answer.path("created").asLong()).isPositive();
        assertThat(answer.path("data")).hasSize(2);
        assertThat(decoded(answer.path("data").path(0))).isEqualTo(PICTURE);
    }

    @Test
    void refusesWhatItsTenantHasNoRoomForBeforeItIsAccepted() throws Exception {
        try (TestGateway full = backdrop.gateway()) {
            // Given
            full.waiting("default", 3, 3);
            // When
            HttpResponse<String> answer =
                    full.post(PATH, "{\"prompt\":\"no room\"}").get(30, TimeUnit.SECONDS);
            // Then
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            JsonNode error = JSON.readTree(answer.body()).path("error");
            assertThat(error.path("type").asText()).isEqualTo("rate_limit_error");
            assertThat(error.path("code").asText()).isEqualTo("quota_exceeded");
        }
    }

    @Test
    void answersWithAnAddressWhereOneIsWanted() throws Exception {
        // When
        CompletableFuture<HttpResponse<String>> asked =
                gateway.post(PATH, "{\"prompt\":\"address\",\"response_format\":\"url\"}");
        backdrop.publish(life(backdrop.generate("address"), 1));
        String url = json(asked).path("data").path(0).path("url").asText();
        // Then
        String base = gateway.url("http", "").toString();
        assertThat(url).startsWith(base);
        assertThat(gateway.send("GET", url.substring(base.length())).body()).isEqualTo(PICTURE);
    }

    @Test
    void streamsPartialImagesAndThenThePicture() throws Exception {
        // When
        CompletableFuture<HttpResponse<String>> asked =
                gateway.post(PATH, "{\"prompt\":\"stream\",\"stream\":true,\"partial_images\":2}");
        Command.Generate command = backdrop.generate("stream");
        var samples = new Samples(command.id(), "default");
        List<GenerationEvent> life = life(command, 1);
        backdrop.publish(life.subList(0, 3));
        for (int step = 1; step <= 100; step++) {
            backdrop.publish(samples.progress(run, step));
            backdrop.publish(samples.preview(run, step, 5));
        }
        backdrop.publish(life.getLast());
        String body = asked.get(30, TimeUnit.SECONDS).body();
        // Then
        List<String> types =
                body.lines()
                        .filter(line -> line.startsWith("event: "))
                        .map(line -> line.substring(7))
                        .toList();
        assertThat(types)
                .containsExactly(
                        "image_generation.partial_image",
                        "image_generation.partial_image",
                        "image_generation.completed");
        String last = body.lines().filter(line -> line.startsWith("data: ")).toList().getLast();
        assertThat(decoded(JSON.readTree(last.substring(6)))).isEqualTo(PICTURE);
    }

    @Test
    void tellsMistakesInTheShapeOfThatApi() throws Exception {
        // When
        JsonNode unknown = json(gateway.post(PATH, "{\"prompt\":\"x\",\"colour\":1}"));
        JsonNode size = json(gateway.post(PATH, "{\"prompt\":\"x\",\"size\":\"9x9\"}"));
        JsonNode none = json(gateway.post(PATH, "{}"));
        JsonNode junk = json(gateway.post(PATH, "junk"));
        // Then
        assertThat(unknown.path("error").path("param").asText()).isEqualTo("colour");
        assertThat(size.path("error").path("param").asText()).isEqualTo("size");
        assertThat(none.path("error").path("param").asText()).isEqualTo("prompt");
        assertThat(junk.path("error").path("code").asText()).isEqualTo("invalid_json");
        for (JsonNode answer : List.of(unknown, size, none, junk)) {
            assertThat(answer.path("error").path("type").asText())
                    .isEqualTo("invalid_request_error");
        }
    }

    @Test
    void tellsWhyItFailed() throws Exception {
        // When
        CompletableFuture<HttpResponse<String>> asked =
                gateway.post(PATH, "{\"prompt\":\"failure\"}");
        var samples = new Samples(backdrop.generate("failure").id(), "default");
        backdrop.publish(List.of(samples.accepted(), samples.started(run, 1), samples.failed(run)));
        HttpResponse<String> answer = asked.get(30, TimeUnit.SECONDS);
        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo("broken");
        assertThat(error.path("message").asText()).isEqualTo("it broke");
    }

    @Test
    void aCallMayLastAsLongAsTheOfficialClientsWait() {
        // Given
        HttpServerOptions options = Service.options(HttpSettings.loopback(0));
        // When
        Duration idle = Duration.ofSeconds(Gateway.options(options).getIdleTimeout());
        // Then
        assertThat(options.getIdleTimeoutUnit()).isEqualTo(TimeUnit.SECONDS);
        assertThat(idle).isGreaterThan(Duration.ofMinutes(10));
    }

    @Test
    void aStreamThatTakesLongGetsSignsOfLife() throws Exception {
        // Given
        var limits = new SocketLimits(1, 1, 64 * 1024, Duration.ofMillis(100));
        var config = new GatewayConfig(backdrop.status().url(), Set.of(), 1, 10, limits);
        try (TestGateway patient = TestGateway.start(backdrop, config, 1)) {
            // When
            CompletableFuture<HttpResponse<Stream<String>>> asked =
                    patient.postForLines(PATH, "{\"prompt\":\"long\",\"stream\":true}");
            // Then: 15 of them, one each 100 ms, are more than the second after which it is idle
            try (var lines = asked.get(30, TimeUnit.SECONDS).body()) {
                var each = lines.iterator();
                for (int i = 0; i < 15; i++) {
                    assertThat(each.next()).isEqualTo(":");
                    assertThat(each.next()).isEmpty();
                }
                backdrop.publish(life(backdrop.generate("long"), 1));
                String line = each.next();
                while (line.isEmpty() || line.equals(":")) {
                    line = each.next();
                }
                assertThat(line).isEqualTo("event: image_generation.completed");
            }
        }
    }

    @Test
    void tellsWhatIsWrongWithAForm() throws Exception {
        // Given
        String path = "/v1/images/edits";
        String head = "--b\r\nContent-Disposition: form-data; name=";
        String prompt = head + "\"prompt\"\r\n\r\na boat\r\n";
        String file = head + "\"%s\"; filename=\"a.png\"\r\n\r\njunk\r\n";
        // When
        HttpResponse<String> unread =
                gateway.post(path, "{\"prompt\":\"x\"}").get(30, TimeUnit.SECONDS);
        JsonNode json = JSON.readTree(unread.body());
        JsonNode none = json(gateway.postForm(path, prompt + "--b--\r\n"));
        JsonNode junk =
                json(gateway.postForm(path, prompt + file.formatted("image") + "--b--\r\n"));
        JsonNode other = json(gateway.postForm(path, prompt + file.formatted("x") + "--b--\r\n"));
        JsonNode broken = json(gateway.postForm(path, "no form at all"));
        // Then
        assertThat(json.path("error").path("code").asText()).isEqualTo("invalid_form");
        assertThat(unread.headers().firstValue("Connection")).contains("close");
        assertThat(none.path("error").path("param").asText()).isEqualTo("image");
        assertThat(junk.path("error").path("message").asText()).contains("PNG, JPEG or WebP");
        assertThat(other.path("error").path("message").asText()).contains("image and mask");
        assertThat(broken.path("error").path("type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void pagesOfOthersMayNotAsk() throws Exception {
        // When
        HttpResponse<byte[]> answer =
                gateway.send("POST", PATH, "Origin", "https://elsewhere.example");
        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    private List<GenerationEvent> life(Command.Generate command, int pictures) {
        var samples = new Samples(command.id(), "default");
        var life = new ArrayList<GenerationEvent>(samples.life(run));
        Completed completed = samples.completed(run);
        String id = backdrop.artifacts().put("default", "image/png", PICTURE).id();
        var artifact = new Artifact(id, "image/png", PICTURE.length, id, 1, Map.of());
        life.set(
                life.size() - 1,
                new Completed(
                        completed.subject(),
                        completed.at(),
                        run,
                        1,
                        Collections.nCopies(pictures, artifact),
                        completed.timings()));
        return life;
    }

    private static byte[] decoded(JsonNode picture) {
        return Base64.getDecoder().decode(picture.path("b64_json").asText());
    }

    private static JsonNode json(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        return JSON.readTree(answer.get(30, TimeUnit.SECONDS).body());
    }
}
