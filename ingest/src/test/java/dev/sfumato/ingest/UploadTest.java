package dev.sfumato.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.embedded.EmbeddedKafka;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.platform.topics.TopicAdmin;
import dev.sfumato.schemas.topics.TopicCatalogue;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

/** Pictures from outside: judged by their header, before anything is decoded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadTest {
    private static final int WIDTH_AT = 16;
    private static final int HEADER_AT = 12;
    private static final int HEADER_BYTES = 17;

    private EmbeddedKafka broker;
    private RunningIngest ingest;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        var kafka = new KafkaSettings(broker.bootstrapServers(), 1, Map.of());
        try (Admin admin = Admin.create(kafka.admin("test"))) {
            TopicAdmin.apply(admin, TopicCatalogue.topics(1, List.of(Fixtures.POOL), List.of()), 1);
        }
        ingest = new RunningIngest(kafka, folder.resolve("ingest"));
    }

    @AfterAll
    void stop() {
        ingest.close();
        broker.close();
    }

    @Test
    void takesAPicture() throws Exception {
        // When
        HttpResponse<String> answer = ingest.upload(png());
        // Then
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).contains("\"media_type\":\"image/png\"", "\"width\":3");
    }

    @Test
    void refusesOtherOriginsPages() throws Exception {
        // When
        HttpResponse<String> own = ingest.upload(png(), "Origin", ingest.origin());
        HttpResponse<String> other = ingest.upload(png(), "Origin", "https://other.example");
        HttpResponse<String> paused =
                ingest.post("/v1/pools/default:pause", "", "Origin", "https://other.example");
        // Then
        assertThat(own.statusCode()).isEqualTo(201);
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).contains("the page's origin isn't allowed");
        assertThat(paused.statusCode()).isEqualTo(403);
    }

    @Test
    void refusesADecompressionBomb() throws Exception {
        // Given
        byte[] bomb = png();
        ByteBuffer.wrap(bomb).putInt(WIDTH_AT, 60_000).putInt(WIDTH_AT + 4, 50_000);
        var crc = new CRC32();
        crc.update(bomb, HEADER_AT, HEADER_BYTES);
        ByteBuffer.wrap(bomb).putInt(HEADER_AT + HEADER_BYTES, (int) crc.getValue());
        // When
        HttpResponse<String> answer = ingest.upload(bomb);
        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("\"path\":\"body\"")
                .contains("must have at most 16777216 pixels, got 60000 x 50000");
    }

    @Test
    void refusesWhatIsNoPicture() {
        // Given
        byte[] text = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);
        // When
        HttpResponse<String> answer = ingest.upload(text);
        HttpResponse<String> nothing = ingest.upload(new byte[0]);
        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("must be a PNG, JPEG or WebP picture");
        assertThat(nothing.statusCode()).isEqualTo(422);
    }

    @Test
    void refusesAHugeBody() {
        // Given
        byte[] huge = new byte[17 * 1024 * 1024];
        // When
        HttpResponse<String> answer = ingest.upload(huge);
        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    private static byte[] png() throws Exception {
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }
}
