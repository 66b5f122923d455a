package dev.sfumato.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.topics.TopicCatalogue;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Endings told over HTTPS: real broker, real receiver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] KEY =
            "a shared secret of 32 bytes, yes".getBytes(StandardCharsets.UTF_8);
    private static final int ATTEMPTS = 3;

    private EmbeddedKafka broker;
    private Bus bus;
    private FakeWorker worker;
    private RunningIngest ingest;
    private Receiver receiver;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        var kafka = new KafkaSettings(broker.bootstrapServers(), 1, Map.of());
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(admin, TopicCatalogue.topics(2, List.of(Fixtures.POOL), List.of()), 1);
        }
        bus = new Bus(kafka);
        worker = new FakeWorker(bus);
        receiver = new Receiver(folder);
        ingest =
                new RunningIngest(
                        kafka,
                        folder.resolve("ingest"),
                        Map.of(
                                "ingest.standbys",
                                "0",
                                "ingest.webhooks.secret.default",
                                "whsec_" + Base64.getEncoder().encodeToString(KEY),
                                "ingest.webhooks.allowed",
                                "localhost:" + receiver.port(),
                                "ingest.webhooks.trusted",
                                receiver.certificate().toString(),
                                "ingest.webhooks.attempts",
                                Integer.toString(ATTEMPTS),
                                "ingest.webhooks.backoff",
                                "20ms"));
    }

    @AfterAll
    void stop() throws Exception {
        ingest.close();
        receiver.close();
        bus.close();
        broker.close();
    }

    @Test
    void triesAgainUntilItIsDelivered() throws Exception {
        // Given
        receiver.answer("/again", 500, 503);
        // When
        String id = complete(receiver.url("/again"));
        until(() -> receiver.got("/again").size() == 3);
        // Then
        for (Receiver.Got got : receiver.got("/again")) {
            assertThat(got.headers()).containsEntry("webhook-id", "msg_" + id);
            assertThat(got.headers().get("webhook-signature")).isEqualTo("v1," + signature(got));
            long sent = Long.parseLong(got.headers().get("webhook-timestamp"));
            assertThat(Instant.ofEpochSecond(sent))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
            JsonNode body = JSON.readTree(got.body());
            assertThat(body.path("type").asText()).isEqualTo("generation.completed");
            assertThat(body.path("data").path("id").asText()).isEqualTo(id);
            assertThat(body.path("data").path("artifacts")).hasSize(1);
        }
    }

    @Test
    void givesUpIntoDeadLettersAndCanBeSentAgain() throws Exception {
        // Given
        receiver.answer("/failing", 500, 302, 500);
        // When
        String id = complete(receiver.url("/failing"));
        ConsumerRecord<String, byte[]> letter = letter(id);
        // Then
        DeadLetter reason = DeadLetter.read(letter.headers());
        assertThat(reason.code()).isEqualTo("webhook_failed");
        assertThat(reason.reason()).isEqualTo("after attempt 3: the receiver answered 500");
        assertThat(reason.topic()).isEqualTo(Topics.WEBHOOKS);
        assertThat(receiver.got("/failing")).hasSize(ATTEMPTS);
        assertThat(receiver.got("/elsewhere")).isEmpty();
        // When
        bus.send(Topics.WEBHOOKS, id, letter.value());
        // Then
        until(() -> receiver.got("/failing").size() == ATTEMPTS + 1);
        assertThat(receiver.got("/failing").getLast().headers())
                .containsEntry("webhook-id", "msg_" + id);
    }

    @Test
    void stopsAtOnceWhenTheReceiverIsGoneForGood() throws Exception {
        // Given
        receiver.answer("/gone", 410);
        // When
        String id = complete(receiver.url("/gone"));
        // Then
        assertThat(DeadLetter.read(letter(id).headers()).reason())
                .isEqualTo("after attempt 1: the receiver answered 410");
        assertThat(receiver.got("/gone")).hasSize(1);
    }

    @Test
    void neverConnectsToAnAddressThatIsNotPublic() throws Exception {
        // Given
        try (var inside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            String id = complete("https://127.0.0.1:" + inside.getLocalPort() + "/");
            // Then
            assertThat(DeadLetter.read(letter(id).headers()).reason())
                    .isEqualTo(
                            "after attempt 1: webhook must have a public address, got 127.0.0.1");
            inside.setSoTimeout(1);
            assertThatThrownBy(inside::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void isNotHeldUpByAReceiverThatNeverAnswers() throws Exception {
        // Given
        receiver.answer("/silent", 0, 0, 0);
        for (int i = 0; i < 3; i++) {
            complete(receiver.url("/silent"));
        }
        until(() -> receiver.got("/silent").size() == 3);
        // When
        String id = complete(receiver.url("/quick"));
        // Then
        until(() -> receiver.got("/quick").size() == 1);
        assertThat(receiver.got("/silent")).hasSize(3);
        assertThat(receiver.got("/quick").getFirst().headers())
                .containsEntry("webhook-id", "msg_" + id);
    }

    private ConsumerRecord<String, byte[]> letter(String id) {
        return bus.await(Topics.DEAD_LETTERS, 1, record -> record.key().equals(id)).getFirst();
    }

    /** Makes a generation that ends; its id. */
    private String complete(String webhook) throws Exception {
        HttpResponse<String> answer =
                ingest.post(
                        "/v1/generations",
                        "{\"prompt\": \"a red house\", \"webhook\": \"%s\"}".formatted(webhook));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String id = JSON.readTree(answer.body()).path("id").asText();
        worker.beat(64);
        ConsumerRecord<String, byte[]> job =
                bus.await(Topics.work(Fixtures.POOL), 1, record -> record.key().equals(id))
                        .getFirst();
        worker.complete(Codecs.jobs().decode(job.value()));
        return id;
    }

    private static String signature(Receiver.Got got) throws Exception {
        String signed =
                "%s.%s.%s"
                        .formatted(
                                got.headers().get("webhook-id"),
                                got.headers().get("webhook-timestamp"),
                                got.body());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        return Base64.getEncoder()
                .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static void until(BooleanSupplier reached) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!reached.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
