package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import javax.imageio.ImageIO;

/** The same path as separate services against Kafka's own image. */
@Testcontainers(disabledWithoutDocker = true)
final class RealKafkaTest {
    @Container
    private static final KafkaContainer KAFKA =
            new KafkaContainer("apache/kafka:4.3.1")
                    .withEnv("KAFKA_GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS", "5000")
                    .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                    .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");

    @TempDir private Path folder;

    @Test
    void makesAPictureWithSeparateServices() throws Exception {
        // Given
        Map<String, String> environment =
                Map.of(
                        "SFUMATO_KAFKA_BOOTSTRAP_SERVERS",
                        KAFKA.getBootstrapServers(),
                        "SFUMATO_KAFKA_REPLICATION_FACTOR",
                        "1",
                        "SFUMATO_ARTIFACTS_FOLDER",
                        folder.resolve("artifacts").toString(),
                        "SFUMATO_STREAMS_FOLDER",
                        folder.resolve("streams").toString(),
                        "SFUMATO_GATEWAY_INGEST_URL",
                        "http://127.0.0.1:8080");
        try (Command topics = Command.start(folder, environment, "topics", "apply")) {
            assertThat(topics.await(Duration.ofMinutes(1))).as(topics.output()).isZero();
        }
        try (Command ingest = Command.start(folder, environment, "ingest");
                Command worker = Command.start(folder, environment, "worker");
                Command gateway = Command.start(folder, environment, "gateway");
                Client submitting = new Client(URI.create("http://127.0.0.1:8080"));
                Client watching = new Client(URI.create("http://127.0.0.1:8081"))) {
            Ready.await(submitting, ingest);
            Ready.await(watching, gateway);
            // When
            String id = submitting.submit("{\"prompt\":\"a rainbow at noon\",\"steps\":4}");
            byte[] picture;
            try (Watcher watcher = watching.watch()) {
                watcher.subscribe(id);
                picture =
                        watching.download(
                                watcher.untilTerminal(id, Duration.ofMinutes(2)).getLast());
            }
            // Then
            assertThat(ImageIO.read(new ByteArrayInputStream(picture)).getWidth()).isEqualTo(128);
            assertThat(worker.isAlive()).isTrue();
        }
    }
}
