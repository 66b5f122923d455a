package dev.sfumato.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.cloudevents.CommandRecords;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Status;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The whole of ingest on a real broker, seen from outside: HTTP, topics, and a worker's words. */
class IngestPathTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GENERATIONS = "/v1/generations";
    private static final String WORK = Topics.work(Fixtures.POOL);

    private final Path folder;
    private EmbeddedKafka broker;
    private KafkaSettings kafka;
    private Bus bus;
    private FakeWorker worker;
    private RunningIngest ingest;

    IngestPathTest(@TempDir Path folder) {
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
        ingest =
                new RunningIngest(
                        kafka,
                        folder.resolve("first"),
                        Map.of("ingest.standbys", "0", "ingest.schemas", "17=generate"));
    }

    @AfterEach
    void stop() {
        ingest.close();
        bus.close();
        broker.close();
    }

    @Test
    void makesARequestAJobAndItsEndAResult() {
        // When
        String id = submit("{\"prompt\": \"a red house\", \"steps\": 7}", "order-1");
        // Then
        until(() -> status(id), "queued");
        // When
        worker.beat(1);
        Job job = job(bus.await(WORK, 1, record -> record.key().equals(id)).getFirst());
        // Then
        assertThat(job.request().steps()).isEqualTo(7);
        assertThat(job.request().parameters()).containsEntry("width", 128);
        // When
        worker.complete(job);
        // Then
        until(() -> status(id), "completed");
        ConsumerRecord<String, byte[]> result =
                bus.await(Topics.RESULTS, 1, record -> record.key().equals(id)).getFirst();
        assertThat(Codecs.outcomes().decode(result.value()).generation().status())
                .isEqualTo(Status.COMPLETED);
        assertThat(text(result, "client_key")).isEqualTo("order-1");
        assertThat(bus.await(Topics.DISPATCH, 2, record -> isEndOf(record, id))).hasSize(2);
    }

    @Test
    void answersARetryWithTheSameIdAndAnotherBodyWith409() {
        // Given
        String id = submit("{\"prompt\": \"a red house\"}", "order-1");
        until(() -> status(id), "queued");
        // Then
        assertThat(submit("{\"prompt\": \"a red house\"}", "order-1")).isEqualTo(id);
        assertThat(
                        ingest.post(
                                        GENERATIONS,
                                        "{\"prompt\": \"a blue house\"}",
                                        "Idempotency-Key",
                                        "order-1")
                                .statusCode())
                .isEqualTo(409);
    }

    @Test
    void cancelsAWaitingJobForGood() {
        // Given
        String id = submit("{\"prompt\": \"a red house\"}", "order-1");
        until(() -> position(id), "0");
        String next = submit("{\"prompt\": \"a blue house\"}", "order-2");
        until(() -> position(next), "1");
        // When
        assertThat(ingest.delete(GENERATIONS + "/" + id).statusCode()).isEqualTo(202);
        // Then
        until(() -> status(id), "cancelled");
        until(() -> position(next), "0");
        assertThat(ingest.delete(GENERATIONS + "/" + id).statusCode()).isEqualTo(202);
        // When
        worker.beat(4);
        // Then
        assertThat(bus.await(WORK, 1, record -> true).getFirst().key()).isEqualTo(next);
    }

    @Test
    void takesCommandsFromTheBusAndSetsJunkAside() {
        // When
        RecordMetadata junk = bus.send(Topics.COMMANDS, "order-1", new byte[] {1, 2, 3});
        bus.send(
                Topics.COMMANDS,
                "order-1",
                "{\"prompt\": \"a red house\"}".getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "1",
                        "ce_source", "/shop",
                        "ce_type", "dev.sfumato.generate.v1",
                        "content-type", "application/json"));
        // Then
        DeadLetter letter =
                DeadLetter.read(
                        bus.await(Topics.DEAD_LETTERS, 1, record -> true).getFirst().headers());
        assertThat(letter.topic()).isEqualTo(Topics.COMMANDS);
        assertThat(letter.partition()).isEqualTo(junk.partition());
        assertThat(letter.offset()).isEqualTo(junk.offset());
        assertThat(letter.reason()).isNotBlank();
        var accepted = bus.await(Topics.EVENTS, 1, record -> true).getFirst();
        assertThat(Codecs.events().decode(accepted.value()))
                .isInstanceOfSatisfying(
                        GenerationEvent.Accepted.class,
                        event -> assertThat(event.clientKey()).isEqualTo("order-1"));
    }

    @Test
    void takesAvroAsASchemaRegistryFramesItWhereItsIdIsKnown() {
        // Given
        byte[] own = CommandRecords.generate("order-1", request("a red house")).value();
        // When
        bus.send(Topics.COMMANDS, "order-1", framed(17, own));
        RecordMetadata unknown = bus.send(Topics.COMMANDS, "order-2", framed(18, own));
        // Then
        var accepted = bus.await(Topics.EVENTS, 1, record -> true).getFirst();
        assertThat(Codecs.events().decode(accepted.value()))
                .isInstanceOfSatisfying(
                        GenerationEvent.Accepted.class,
                        event -> assertThat(event.request().prompt()).isEqualTo("a red house"));
        DeadLetter letter =
                DeadLetter.read(
                        bus.await(Topics.DEAD_LETTERS, 1, record -> true).getFirst().headers());
        assertThat(letter.offset()).isEqualTo(unknown.offset());
        assertThat(letter.partition()).isEqualTo(unknown.partition());
        assertThat(letter.reason()).contains("the schema registry's id 18", "[17]");
    }

    @Test
    void purgesAGenerationInAnyState() {
        // Given
        String id = submit("{\"prompt\": \"a red house\"}", "order-1");
        until(() -> status(id), "queued");
        // When
        assertThat(ingest.delete(GENERATIONS + "/" + id + "?purge=true").statusCode())
                .isEqualTo(202);
        // Then
        until(() -> Integer.toString(ingest.get(GENERATIONS + "/" + id).statusCode()), "404");
        assertThat(json(ingest.get(GENERATIONS)).path("generations")).isEmpty();
        // When
        worker.beat(4);
        String next = submit("{\"prompt\": \"a blue house\"}", "order-2");
        // Then
        assertThat(bus.await(WORK, 1, record -> true).getFirst().key()).isEqualTo(next);
    }

    @Test
    void holdsTheAnswerUntilTheEndOrTheTimeIsUp() {
        // When
        HttpResponse<String> early =
                ingest.post(GENERATIONS, "{\"prompt\": \"a red house\"}", "Prefer", "wait=1");
        // Then
        assertThat(early.statusCode()).isEqualTo(202);
        // When
        String id = json(early).path("id").asText();
        worker.beat(1);
        worker.complete(job(bus.await(WORK, 1, record -> record.key().equals(id)).getFirst()));
        until(() -> status(id), "completed");
        // Then: a retry of what has ended is answered with its end
        String key = submit("{\"prompt\": \"a blue house\"}", "order-1");
        worker.complete(job(bus.await(WORK, 1, record -> record.key().equals(key)).getFirst()));
        HttpResponse<String> late =
                ingest.post(
                        GENERATIONS,
                        "{\"prompt\": \"a blue house\"}",
                        "Idempotency-Key",
                        "order-1",
                        "Prefer",
                        "respond-async, wait=60");
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(json(late).path("status").asText()).isEqualTo("completed");
        assertThat(json(late).path("artifacts")).hasSize(1);
    }

    @Test
    void pausesAndResumesAPool() {
        // Given
        worker.beat(1);
        until(() -> Integer.toString(json(ingest.get("/v1/pools")).path("pools").size()), "1");
        assertThat(ingest.post("/v1/pools/default:pause", "").statusCode()).isEqualTo(202);
        until(() -> paused(), "true");
        // When
        String id = submit("{\"prompt\": \"a red house\"}", "order-1");
        until(() -> position(id), "0");
        worker.beat(2);
        // Then
        assertThat(status(id)).isEqualTo("queued");
        assertThat(ingest.post("/v1/pools/nowhere:pause", "").statusCode()).isEqualTo(404);
        // When
        ingest.post("/v1/pools/default:resume", "");
        // Then
        assertThat(bus.await(WORK, 1, record -> true).getFirst().key()).isEqualTo(id);
        until(() -> paused(), "false");
    }

    @Test
    void saysThatItsDiskIsFullAndGoesOn() throws Exception {
        // Given: more than any disk has
        ingest.close();
        ingest =
                new RunningIngest(
                        kafka,
                        folder.resolve("full"),
                        Map.of(
                                "ingest.standbys", "0",
                                "streams.folder.free.mb", "2147483647"));
        // Then
        HttpResponse<String> ready = ingest.get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("the disk of streams.folder is nearly full");
        assertThat(ingest.get("/healthz").statusCode()).isEqualTo(200);
        until(() -> status(submit("{\"prompt\": \"x\"}", "order-9")), "queued");
    }

    @Test
    void refusesBadRequestsWithOneClearAnswerEach() {
        // Given
        until(() -> Integer.toString(ingest.get("/v1/models/landscape").statusCode()), "200");
        // Then
        assertThat(post("{\"prompt\": ").statusCode()).isEqualTo(400);
        assertRefused("{\"prompt\": \"x\", \"colour\": 3}", "colour");
        assertRefused("{\"prompt\": \"x\", \"model\": \"portrait\"}", "model");
        assertRefused("{\"prompt\": \"x\", \"width\": 1000000}", "width");
        assertRefused("{\"prompt\": \"x\", \"steps\": 0}", "steps");
        assertRefused("{\"prompt\": \"" + "x".repeat(100_000) + "\"}", "prompt");
        assertRefused("{\"prompt\": \"\"}", "prompt");
        assertThat(ingest.post(GENERATIONS, "x", "Accept", "*/*").statusCode()).isEqualTo(400);
        assertThat(ingest.get("/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(post("{\"prompt\": \"a red house\"}").statusCode()).isEqualTo(202);
    }

    @Test
    void losesAndDoublesNothingOverRestarts() throws Exception {
        // Given
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            ids.add(submit("{\"prompt\": \"house " + n + "\"}", "order-" + n));
        }
        ids.forEach(id -> until(() -> status(id), "queued"));
        // When
        ingest.close();
        ingest = new RunningIngest(kafka, folder.resolve("second"));
        worker.beat(8);
        List<Job> first = jobs(10);
        first.forEach(worker::complete);
        ingest.close();
        ingest = new RunningIngest(kafka, folder.resolve("third"));
        worker.beat(16);
        // Then
        List<Job> all = jobs(20);
        assertThat(all.stream().map(job -> job.subject().id().toString()))
                .containsExactlyInAnyOrderElementsOf(ids);
        all.subList(10, 20).forEach(worker::complete);
        ids.forEach(id -> until(() -> status(id), "completed"));
        assertThat(bus.await(Topics.RESULTS, 20, record -> true))
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(bus.await(WORK, 20, record -> true)).hasSize(20);
    }

    private String submit(String body, String key) {
        HttpResponse<String> answer = ingest.post(GENERATIONS, body, "Idempotency-Key", key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String id = json(answer).path("id").asText();
        assertThat(answer.headers().firstValue("Location")).contains(GENERATIONS + "/" + id);
        return id;
    }

    private String paused() {
        return json(ingest.get("/v1/pools")).path("pools").path(0).path("paused").asText();
    }

    /** A zero and the id instead of Avro's ten bytes. */
    private static byte[] framed(int id, byte[] singleObject) {
        return ByteBuffer.allocate(singleObject.length - 5)
                .put((byte) 0)
                .putInt(id)
                .put(singleObject, 10, singleObject.length - 10)
                .array();
    }

    private static GenerationRequest request(String prompt) {
        return new GenerationRequest(
                null, null, prompt, null, null, null, null, null, null, null, null, null, null,
                null, List.of(), null, null, Map.of(), Map.of(), Map.of());
    }

    private HttpResponse<String> post(String body) {
        return ingest.post(GENERATIONS, body);
    }

    private void assertRefused(String body, String field) {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(json(answer).path("violations").findValuesAsText("path")).containsExactly(field);
    }

    private String status(String id) {
        return json(ingest.get(GENERATIONS + "/" + id)).path("status").asText();
    }

    private String position(String id) {
        return json(ingest.get(GENERATIONS + "/" + id)).path("position").asText();
    }

    private List<Job> jobs(int count) {
        return bus.await(WORK, count, record -> true).stream().map(IngestPathTest::job).toList();
    }

    private static Job job(ConsumerRecord<String, byte[]> record) {
        return Codecs.jobs().decode(record.value());
    }

    private static String text(ConsumerRecord<String, byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static boolean isEndOf(ConsumerRecord<String, byte[]> record, String id) {
        return Codecs.dispatch().decode(record.value()) instanceof DispatchMessage.Observed observed
                && observed.event() instanceof GenerationEvent.Completed completed
                && completed.subject().id().toString().equals(id);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + answer.body(), e);
        }
    }

    /** Asks again until the answer is the one; at most a minute. */
    private static void until(Supplier<String> asked, String wanted) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        String got = asked.get();
        while (!got.equals(wanted)) {
            assertThat(Instant.now()).as("got " + got).isBefore(deadline);
            Thread.onSpinWait();
            got = asked.get();
        }
    }
}
