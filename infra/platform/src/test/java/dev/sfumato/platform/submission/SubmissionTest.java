package dev.sfumato.platform.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.platform.Broker;
import dev.sfumato.platform.artifacts.FileArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.kafka.CodecSerde;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.kafka.KafkaSettings.Isolation;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.requests.Violation;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.imageio.ImageIO;

@ExtendWith(Broker.class)
class SubmissionTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final long DEADLINE_SECONDS = 30;

    @TempDir Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final CodecSerde<Command> serde = new CodecSerde<>(Codecs.commands());
    private final KafkaSettings kafka;
    private FileArtifactStore store;
    private Producer<String, Command> producer;
    private Submission submission;

    SubmissionTest(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void start() {
        try (var admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(admin, TopicCatalogue.topics(3, List.of(), List.of()), 1);
        }
        store = FileArtifactStore.open(folder, Clock.systemUTC());
        producer = producer(kafka);
        submission = submission(producer, 16);
    }

    @AfterEach
    void stop() {
        producer.close(Duration.ofSeconds(5));
        await(vertx.close());
    }

    @Test
    void sendsARequestToAdmission() {
        // Given
        var body = Buffer.buffer("{\"prompt\":\"a house\",\"seed\":7}");
        // When
        Command.Generate command = await(submission.prepare("acme", body, null));
        GenerationId id = await(submission.submit(command));
        // Then
        assertThat(id.value().version()).isEqualTo(7);
        assertThat(command.request().prompt()).isEqualTo("a house");
        assertThat(command.tenant()).isEqualTo("acme");
        assertThat(command.source()).isNull();
        assertThat(command.clientKey()).isNull();
        assertThat(commands()).containsEntry(id.toString(), command);
    }

    @Test
    void givesTheSameKeyTheSameIdAndTheSameBodyTheSameHash() {
        // Given
        var body = Buffer.buffer("{\"prompt\":\"a house\",\"seed\":7}");
        var reordered = Buffer.buffer("{ \"seed\": 7, \"prompt\": \"a house\" }");
        // When
        Command.Generate first = await(submission.prepare("acme", body, "mine"));
        Command.Generate second = await(submission.prepare("acme", reordered, "mine"));
        Command.Generate other = await(submission.prepare("other", body, "mine"));
        // Then
        assertThat(first.id()).isEqualTo(GenerationId.ofKey("acme", "mine"));
        assertThat(first.clientKey()).isEqualTo("mine");
        assertThat(second).isEqualTo(first);
        assertThat(other.id()).isNotEqualTo(first.id());
    }

    @Test
    void cancels() {
        // Given
        var id = GenerationId.ofKey("acme", "to cancel");
        // When
        await(submission.cancel("acme", id));
        // Then
        assertThat(commands())
                .containsEntry(id.toString(), new Command.Cancel(id, "acme", null, NOON));
    }

    @Test
    void storesPicturesThatCameInside() throws IOException {
        // Given
        byte[] png = png(4, 4);
        var body = body().put("image", dataUrl("image/webp", png)).put("strength", 0.5);
        // When
        Command.Generate command = await(submission.prepare("acme", body, null));
        // Then
        String id = command.request().inputs().get("image");
        assertThat(store.read("acme", id)).contains(png);
        assertThat(store.find("acme", id).orElseThrow().mediaType()).isEqualTo("image/png");
    }

    @Test
    void takesBodiesOfAnySize() throws IOException {
        // Given
        byte[] png = png(4, 4);
        ObjectNode small = body().put("image", dataUrl("image/png", png)).put("strength", 0.5);
        ObjectNode large = small.deepCopy();
        for (int i = 0; i < 32; i++) {
            large.withObject("/metadata").put("field" + i, "x".repeat(512));
        }
        for (ObjectNode body : List.of(small, large)) {
            // When
            Command.Generate command =
                    await(submission.prepare("acme", Buffer.buffer(body.toString()), null));
            // Then
            String id = command.request().inputs().get("image");
            assertThat(store.read("acme", id)).contains(png);
            assertThat(command.request().metadata()).hasSize(body.path("metadata").size());
        }
    }

    @Test
    void takesAPictureThatIsStored() throws IOException {
        // Given
        String id = store.put("acme", "image/png", png(4, 4)).id();
        JsonNode body = body().put("image", id);
        // When
        Command.Generate command = await(submission.prepare("acme", body, null));
        Problem strangers = problem(submission.prepare("other", body, null));
        // Then
        assertThat(command.request().inputs()).containsEntry("image", id);
        assertThat(strangers.violations())
                .containsExactly(
                        new Violation("image", "must be an artifact that is stored, got " + id));
    }

    @Test
    void refusesEveryBadPictureAndStoresNone() throws IOException {
        // Given
        var body =
                body().put("image", dataUrl("image/png", png(100, 100)))
                        .put("mask", "data:image/png;base64,AAAA");
        // When
        Problem problem = problem(submission.prepare("acme", body, null));
        // Then
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.violations())
                .containsExactlyInAnyOrder(
                        new Violation("image", "must have at most 1000 pixels, got 100 x 100"),
                        new Violation("mask", "must be a PNG, JPEG or WebP picture"));
        try (var files = Files.list(folder.resolve("artifacts"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoJson() {
        // Given
        List<String> bodies =
                List.of(
                        "",
                        "{",
                        "{\"a\":1,\"a\":2}",
                        "{} x",
                        "[".repeat(99),
                        "{\"prompt\":\"\ud800");
        for (String body : bodies) {
            // When
            Problem problem = problem(submission.prepare("acme", Buffer.buffer(body), null));
            // Then
            assertThat(problem.status()).as(body).isEqualTo(400);
            assertThat(problem.detail()).startsWith("the body must be JSON");
        }
    }

    @Test
    void namesEveryBrokenRule() {
        // Given
        var body = Buffer.buffer("{\"promt\":\"secret\",\"steps\":0,\"model\":\"none\"}");
        // When
        Problem problem = problem(submission.prepare("acme", body, null));
        // Then
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.violations())
                .extracting(Violation::path)
                .contains("prompt", "promt", "steps", "model");
    }

    @Test
    void refusesAnUnusableKey() {
        for (String key : List.of("", "a\0b", "x".repeat(256))) {
            // Given
            JsonNode body = body();
            // When
            Problem problem = problem(submission.prepare("acme", body, key));
            // Then
            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.violations())
                    .extracting(Violation::path)
                    .containsExactly("idempotency_key");
        }
    }

    @Test
    void isUnavailableWhenKafkaDoesNotAnswer() {
        // Given
        try (var silent = producer(KafkaSettings.of("127.0.0.1:1"))) {
            var lost = submission(silent, 16);
            // When
            Problem problem = problem(lost.cancel("acme", GenerationId.ofKey("acme", "k")));
            // Then
            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.retryAfter()).isPositive();
        }
    }

    @Test
    void leavesTheEventLoopFreeWhileKafkaDoesNotAnswer() {
        // Given
        try (var silent = producer(KafkaSettings.of("127.0.0.1:1"))) {
            var lost = submission(silent, 16);
            var ended = new AtomicReference<Future<Void>>();
            Promise<Boolean> endedFirst = Promise.promise();
            // When
            vertx.runOnContext(
                    now -> {
                        ended.set(lost.cancel("acme", GenerationId.ofKey("acme", "k")));
                        vertx.runOnContext(next -> endedFirst.complete(ended.get().isComplete()));
                    });
            // Then
            assertThat(await(endedFirst.future())).isFalse();
            assertThat(problem(ended.get()).status()).isEqualTo(503);
        }
    }

    @Test
    void isUnavailableWhenItsProducerIsClosed() {
        // Given
        producer.close(Duration.ofSeconds(5));
        // When
        Problem problem = problem(submission.cancel("acme", GenerationId.ofKey("acme", "k")));
        // Then
        assertThat(problem.status()).isEqualTo(503);
    }

    @Test
    void isUnavailableWhenPicturesCannotBeStored() throws IOException {
        // Given
        Files.delete(folder.resolve("incoming"));
        JsonNode body = body().put("image", dataUrl("image/png", png(4, 4)));
        // When
        Problem problem = problem(submission.prepare("acme", body, null));
        // Then
        assertThat(problem.status()).isEqualTo(503);
    }

    @Test
    void refusesMoreThanItsBoundAndRecovers() {
        // Given
        var none = submission(producer, 0);
        var one = submission(producer, 1);
        var id = GenerationId.ofKey("acme", "k");
        // When
        Problem problem = problem(none.cancel("acme", id));
        await(one.cancel("acme", id));
        await(one.cancel("acme", id));
        // Then
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.detail()).isEqualTo("too many requests are under way");
    }

    private Submission submission(Producer<String, Command> over, int maxUnderWay) {
        var limits = new ImageLimits(1_000_000, 1_000);
        var clock = Clock.fixed(NOON, ZoneOffset.UTC);
        return new Submission(vertx, over, new OneModel(), store, limits, clock, maxUnderWay);
    }

    private Producer<String, Command> producer(KafkaSettings settings) {
        return new KafkaProducer<>(
                settings.promptProducer("test"), new StringSerializer(), serde.serializer());
    }

    /** Everything on the topic, by key. */
    private Map<String, Command> commands() {
        var commands = new HashMap<String, Command>();
        try (var consumer =
                new KafkaConsumer<>(
                        kafka.consumer("test", Isolation.READ_COMMITTED),
                        new StringDeserializer(),
                        serde.deserializer())) {
            var partitions =
                    consumer.partitionsFor(Topics.ADMISSION).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            Instant deadline = Instant.now().plusSeconds(DEADLINE_SECONDS);
            while (ends.entrySet().stream()
                            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())
                    && Instant.now().isBefore(deadline)) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(r -> commands.put(r.key(), r.value()));
            }
        }
        return commands;
    }

    private static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode().put("prompt", "a house");
    }

    private static String dataUrl(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] png(int width, int height) throws IOException {
        var out = new ByteArrayOutputStream();
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        assertThat(ImageIO.write(picture, "png", out)).isTrue();
        return out.toByteArray();
    }

    private static Problem problem(Future<?> future) {
        try {
            await(future);
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(ProblemException.class);
            return ((ProblemException) e.getCause()).problem();
        }
        throw new AssertionError("expected a problem");
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
