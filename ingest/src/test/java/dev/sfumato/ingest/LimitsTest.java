package dev.sfumato.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A tenant's limits, through the doors of an ingest on a real broker. */
class LimitsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GENERATIONS = "/v1/generations";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Path folder;
    private EmbeddedKafka broker;
    private KafkaSettings kafka;
    private Bus bus;
    private FakeWorker worker;
    private RunningIngest ingest;

    LimitsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers(), 1, Map.of());
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(admin, TopicCatalogue.topics(2, List.of(Fixtures.POOL), List.of()), 1);
        }
        bus = new Bus(kafka);
        worker = new FakeWorker(bus);
        worker.beat(0);
    }

    @AfterEach
    void stop() {
        ingest.close();
        bus.close();
        broker.close();
    }

    @Test
    void refusesWhatATenantMayNotAskForBeforeItIsAccepted() throws Exception {
        // Given
        open("{\"max_steps\": 30, \"max_width\": 128, \"blocked\": [\"dragon\"]}");
        // When
        HttpResponse<String> answer =
                post("{\"prompt\": \"a Dr\u00e1gon\", \"steps\": 31, \"width\": 192}");
        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).path("code").asText()).isEqualTo("tenant_policy");
        assertThat(json(answer).path("violations").findValuesAsText("path"))
                .containsExactly("steps", "width", "prompt");
        assertThat(post("{\"prompt\": \"a dragonfly\", \"steps\": 30}").statusCode())
                .isEqualTo(202);
    }

    @Test
    void answers429NamingTheRuleWhenTheQuotaIsUsedUp() throws Exception {
        // Given: 20 steps cost 40
        open("{\"quota\": {\"gmac_per_minute\": 6, \"burst_gmac\": 100}}");
        assertThat(keyed("one").statusCode()).isEqualTo(202);
        assertThat(keyed("two").statusCode()).isEqualTo(202);
        // When
        HttpResponse<String> third = keyed("three");
        // Then
        assertLimited(third, "quota: the request costs 40 GMAC, 20 of the tenant's 100 are left");
        assertThat(Integer.parseInt(third.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(100, 200);
        until(() -> get(json(keyed("two")).path("id").asText()).equals("queued"));
        assertLimited(keyed("three"), "quota");
        assertThat(keyed("one").statusCode()).as("a retry of what is in").isEqualTo(202);
        // When: by a door that can't know
        command("{\"prompt\": \"four\"}");
        // Then
        Generation rejected =
                Codecs.outcomes()
                        .decode(bus.await(Topics.RESULTS, 1, record -> true).getFirst().value())
                        .generation();
        assertThat(rejected.error().code()).isEqualTo("quota_exceeded");
        assertThat(rejected.error().retryable()).isTrue();
    }

    @Test
    void answers429NamingTheRuleWhenTooManyJobsWait() throws Exception {
        // Given
        open("{\"queued\": 2}");
        assertThat(keyed("one").statusCode()).isEqualTo(202);
        assertThat(keyed("two").statusCode()).isEqualTo(202);
        // When, Then
        assertLimited(keyed("three"), "queued: a tenant may have 2 jobs waiting, 2 wait");
        // When: they leave the queue
        worker.beat(2);
        // Then
        until(() -> keyed("three").statusCode() == 202);
    }

    @Test
    void carriesATraceFromTheDoorToTheResult() throws Exception {
        // Given
        open("{}");
        worker.beat(1);
        // When
        HttpResponse<String> answer =
                ingest.post(GENERATIONS, "{\"prompt\": \"x\"}", "traceparent", TRACE);
        String id = json(answer).path("id").asText();
        // Then
        var work =
                bus.await(Topics.work(Fixtures.POOL), 1, record -> record.key().equals(id))
                        .getFirst();
        assertThat(work.headers().lastHeader("traceparent").value())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(TRACE);
        worker.complete(Codecs.jobs().decode(work.value()));
        var result = bus.await(Topics.RESULTS, 1, record -> record.key().equals(id)).getFirst();
        assertThat(result.headers().lastHeader("traceparent").value())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(TRACE);
    }

    /** Starts ingest with these rules for everybody; returns when its queue has spoken. */
    private void open(String rules) throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("tenants.json"),
                        "{\"tenants\": {\"default\": " + rules + "}}");
        ingest =
                new RunningIngest(
                        kafka,
                        folder.resolve("ingest"),
                        Map.of("ingest.standbys", "0", "ingest.tenants", file.toString()));
        until(() -> !json(ingest.get("/v1/pools")).path("pools").isEmpty());
        until(() -> ingest.get("/v1/models/landscape").statusCode() == 200);
    }

    private HttpResponse<String> post(String body) {
        return ingest.post(GENERATIONS, body);
    }

    private HttpResponse<String> keyed(String key) {
        return ingest.post(GENERATIONS, "{\"prompt\": \"" + key + "\"}", "Idempotency-Key", key);
    }

    private String get(String id) {
        return json(ingest.get(GENERATIONS + "/" + id)).path("status").asText();
    }

    private void command(String data) {
        bus.send(
                Topics.COMMANDS,
                "from-the-bus",
                data.getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "1",
                        "ce_source", "/shop",
                        "ce_type", "dev.sfumato.generate.v1",
                        "content-type", "application/json"));
    }

    private static void assertLimited(HttpResponse<String> answer, String rule) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(json(answer).path("code").asText()).isEqualTo("quota_exceeded");
        assertThat(json(answer).path("detail").asText()).startsWith(rule);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + answer.body(), e);
        }
    }

    /** Asks again until it holds; at most a minute. */
    private static void until(BooleanSupplier holds) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }
}
