package dev.sfumato.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Two instances of ingest on a real broker: either answers for both. */
class InstancesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GENERATIONS = "/v1/generations";
    private static final int PARTITIONS = 4;
    private static final int REQUESTS = 12;

    private final Path folder;
    private EmbeddedKafka broker;
    private KafkaSettings kafka;
    private Bus bus;
    private FakeWorker worker;
    private RunningIngest one;
    private RunningIngest two;

    InstancesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers(), 1, Map.of());
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(
                    admin, TopicCatalogue.topics(PARTITIONS, List.of(Fixtures.POOL), List.of()), 1);
        }
        bus = new Bus(kafka);
        worker = new FakeWorker(bus);
        worker.beat(0);
        one = new RunningIngest(kafka, folder.resolve("one"), Map.of("ingest.standbys", "1"));
        two = new RunningIngest(kafka, folder.resolve("two"), Map.of("ingest.standbys", "1"));
    }

    @AfterEach
    void stop() {
        two.close();
        one.close();
        bus.close();
        broker.close();
    }

    @Test
    void eitherAnswersForBoth() {
        // Given
        List<String> ids = submitted();
        // Then
        for (RunningIngest each : List.of(one, two)) {
            ids.forEach(id -> until(() -> status(each, id).equals("queued")));
            until(() -> positions(each, ids).equals(upTo(ids.size())));
            assertThat(listed(each)).containsExactlyInAnyOrderElementsOf(ids);
            for (int n = 0; n < ids.size(); n++) {
                assertThat(submit(each, n).statusCode()).isEqualTo(202);
                assertThat(
                                each.post(
                                                GENERATIONS,
                                                "{\"prompt\": \"another\"}",
                                                "Idempotency-Key",
                                                "order-" + n)
                                        .statusCode())
                        .isEqualTo(409);
            }
        }
        assertThat(listed(one)).isEqualTo(listed(two));
        // When
        ids.forEach(
                id -> assertThat(two.delete(GENERATIONS + "/" + id).statusCode()).isEqualTo(202));
        // Then
        ids.forEach(id -> until(() -> status(one, id).equals("cancelled")));
    }

    @Test
    void waitsForAnEndThatAnotherInstanceSees() throws Exception {
        // Given
        List<String> ids = submitted();
        ids.forEach(id -> until(() -> status(one, id).equals("queued")));
        ids.forEach(id -> until(() -> status(two, id).equals("queued")));
        List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> waiting = new ArrayList<>();
        for (int n = 0; n < REQUESTS; n++) {
            int request = n;
            RunningIngest door = n % 2 == 0 ? two : one;
            waiting.add(
                    Thread.startVirtualThread(
                            () -> answers.add(waited(door, request).statusCode())));
        }
        // When
        worker.beat(REQUESTS);
        bus.await(Topics.work(Fixtures.POOL), REQUESTS, record -> true).stream()
                .map(InstancesTest::job)
                .forEach(worker::complete);
        // Then
        for (Thread each : waiting) {
            assertThat(each.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(answers).hasSize(REQUESTS).containsOnly(200);
    }

    @Test
    void answersFromCopiesWhileTheOwnerCannotBeReached() {
        // Given
        List<String> ids = submitted();
        ids.forEach(id -> until(() -> status(one, id).equals("queued")));
        // When
        two.stopListening();
        // Then
        Set<String> stale = new TreeSet<>();
        for (String id : ids) {
            until(() -> status(one, id).equals("queued"));
            if (one.get(GENERATIONS + "/" + id).headers().firstValue("Sfumato-Stale").isPresent()) {
                stale.add(id);
            }
        }
        assertThat(stale).isNotEmpty().isNotEqualTo(new TreeSet<>(ids));
        assertThat(listed(one)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(one.get(GENERATIONS).headers().firstValue("Sfumato-Stale")).contains("true");
        // When: the other leaves, and this one owns everything
        two.close();
        // Then
        ids.forEach(id -> until(() -> isFresh(one.get(GENERATIONS + "/" + id))));
        worker.beat(REQUESTS);
        bus.await(Topics.work(Fixtures.POOL), REQUESTS, record -> true).stream()
                .map(InstancesTest::job)
                .forEach(worker::complete);
        ids.forEach(id -> until(() -> status(one, id).equals("completed")));
        assertThat(bus.await(Topics.RESULTS, REQUESTS, record -> true))
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    private List<String> submitted() {
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < REQUESTS; n++) {
            HttpResponse<String> answer = accepted(n % 2 == 0 ? one : two, n);
            ids.add(json(answer).path("id").asText());
        }
        return ids;
    }

    /** As a client would: again, with the same key, while partitions are on their way. */
    private static HttpResponse<String> accepted(RunningIngest door, int n) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        HttpResponse<String> answer = submit(door, n);
        while (answer.statusCode() == 503) {
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(Instant.now()).isBefore(deadline);
            answer = submit(door, n);
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer;
    }

    private static HttpResponse<String> submit(RunningIngest door, int n) {
        return door.post(GENERATIONS, body(n), "Idempotency-Key", "order-" + n);
    }

    private static HttpResponse<String> waited(RunningIngest door, int n) {
        return door.post(
                GENERATIONS, body(n), "Idempotency-Key", "order-" + n, "Prefer", "wait=60");
    }

    private static String body(int n) {
        return "{\"prompt\": \"house " + n + "\"}";
    }

    private static String status(RunningIngest door, String id) {
        return json(door.get(GENERATIONS + "/" + id)).path("status").asText();
    }

    private static boolean isFresh(HttpResponse<String> answer) {
        return answer.statusCode() == 200 && answer.headers().firstValue("Sfumato-Stale").isEmpty();
    }

    private static Set<Integer> positions(RunningIngest door, List<String> ids) {
        Set<Integer> positions = new TreeSet<>();
        ids.forEach(
                id ->
                        positions.add(
                                json(door.get(GENERATIONS + "/" + id)).path("position").asInt()));
        return positions;
    }

    private static Set<Integer> upTo(int count) {
        Set<Integer> numbers = new TreeSet<>();
        for (int n = 0; n < count; n++) {
            numbers.add(n);
        }
        return numbers;
    }

    /** Every id that the list shows, page by page. */
    private static List<String> listed(RunningIngest door) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            HttpResponse<String> answer = door.get(GENERATIONS + "?limit=5" + cursor);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            ids.addAll(json(answer).path("generations").findValuesAsText("id"));
            cursor = "&cursor=" + json(answer).path("next").asText();
            if (json(answer).path("next").isNull()) {
                return ids;
            }
        } while (ids.size() <= REQUESTS);
        throw new AssertionError("the list doesn't end: " + ids);
    }

    private static Job job(ConsumerRecord<String, byte[]> record) {
        return Codecs.jobs().decode(record.value());
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
