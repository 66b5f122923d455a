package dev.sfumato.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ingest before the first worker ever. */
class ColdStartTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GENERATIONS = "/v1/generations";

    private final Path folder;
    private EmbeddedKafka broker;
    private Bus bus;
    private RunningIngest ingest;

    ColdStartTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), 1, Map.of());
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(admin, TopicCatalogue.topics(2, List.of(Fixtures.POOL), List.of()), 1);
        }
        bus = new Bus(kafka);
        ingest = new RunningIngest(kafka, folder.resolve("ingest"));
    }

    @AfterEach
    void stop() {
        ingest.close();
        bus.close();
        broker.close();
    }

    @Test
    void showsWhatWaitsForAModelAndRunsItWhenTheModelComes() {
        // When
        HttpResponse<String> answer =
                ingest.post(GENERATIONS, "{\"prompt\": \"a red house\"}", "Idempotency-Key", "k");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String id = json(answer).path("id").asText();
        // Then: one question is enough, as it is waited for
        HttpResponse<String> waiting = ingest.get(GENERATIONS + "/" + id);
        assertThat(waiting.statusCode()).isEqualTo(200);
        assertThat(json(waiting).path("status").asText()).isEqualTo("queued");
        assertThat(json(waiting).path("accepted_at").isTextual()).isTrue();
        assertThat(listed()).containsExactly(id);
        // When
        var worker = new FakeWorker(bus);
        worker.beat(1);
        // Then
        var job =
                Codecs.jobs()
                        .decode(
                                bus.await(Topics.work(Fixtures.POOL), 1, record -> true)
                                        .getFirst()
                                        .value());
        worker.complete(job);
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!json(ingest.get(GENERATIONS + "/" + id))
                .path("status")
                .asText()
                .equals("completed")) {
            assertThat(Instant.now()).isBefore(deadline);
        }
        assertThat(listed()).containsExactly(id);
    }

    private List<String> listed() {
        List<String> ids = new ArrayList<>();
        for (JsonNode each : json(ingest.get(GENERATIONS)).path("generations")) {
            ids.add(each.path("id").asText());
        }
        return ids;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + answer.body(), e);
        }
    }
}
