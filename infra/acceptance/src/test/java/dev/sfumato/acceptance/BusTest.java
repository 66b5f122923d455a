package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Other teams' programs talk to the topics alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BusTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Server server;
    private KafkaProducer<String, byte[]> producer;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = Server.up(folder);
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", server.kafka(), "acks", "all"),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    void stop() {
        producer.close(Duration.ofSeconds(5));
        server.close();
    }

    @Test
    void aPlainProducerGetsItsPicture() throws Exception {
        // When
        publish("order-4711");
        // Then
        requirePicture("order-4711");
    }

    @Test
    void aMalformedRecordIsSetAsideAndTheNextOneWorks() throws Exception {
        // Given
        producer.send(new ProducerRecord<>("sfumato.commands", "junk", utf8("not a command")))
                .get(10, TimeUnit.SECONDS);
        // When
        try (TopicReader letters = new TopicReader(server.kafka(), "sfumato.dead-letters")) {
            var letter = letters.await("junk", PATIENCE);
            // Then
            assertThat(letter.value()).isEqualTo(utf8("not a command"));
        }
        publish("order-4712");
        requirePicture("order-4712");
    }

    private void publish(String key) throws Exception {
        String event =
                """
                {"specversion":"1.0","type":"dev.sfumato.generate.v1","source":"/shop","id":"1",
                 "datacontenttype":"application/json",
                 "data":{"prompt":"a blue house on snowy hills","steps":4,"seed":11}}
                """;
        var record = new ProducerRecord<>("sfumato.commands", key, utf8(event));
        record.headers().add("content-type", utf8("application/cloudevents+json"));
        producer.send(record).get(10, TimeUnit.SECONDS);
    }

    private void requirePicture(String key) throws Exception {
        try (TopicReader results = new TopicReader(server.kafka(), "sfumato.results");
                Client client = server.client()) {
            var result =
                    results.await(
                            found -> TopicReader.header(found, "client_key").equals(key), PATIENCE);
            String id = TopicReader.header(result, "ce_subject");
            JsonNode generation = client.get("/v1/generations/" + id).json();
            assertThat(generation.path("status").asText()).isEqualTo("completed");
            String url = generation.path("artifacts").path(0).path("url").asText();
            assertThat(client.get(url).header("content-type")).isEqualTo("image/png");
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
