package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageEditStreamEvent;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import javax.imageio.ImageIO;

/** OpenAI's own clients make, edit and stream pictures, unchanged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenAiClientsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PARTIAL = 2;
    private static final int SIDE = 128;

    /** Of a picture that takes so long that there is time for every partial one. */
    private static final int LARGE = 256;

    private static final int HOLE = 64;

    private Path folder;
    private Path image;
    private Path mask;
    private Server server;
    private OpenAIClient java;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        image = write("image.png", picture());
        mask = write("mask.png", hole());
        // Often enough that every call here gets signs of life, and every partial picture.
        String often = "gateway.client.ping=100ms\nworker.preview.interval=10ms\n";
        server = Server.up(folder, often);
        try (Client client = server.client()) {
            client.awaitModel("landscape");
        }
        java =
                OpenAIOkHttpClient.builder()
                        .baseUrl(server.url().resolve("/v1").toString())
                        .apiKey("none needed")
                        .timeout(Duration.ofMinutes(2))
                        .maxRetries(0)
                        .build();
    }

    @AfterAll
    void stop() {
        java.close();
        server.close();
    }

    @Test
    void inPython() throws Exception {
        // Given
        Python python = Python.with("openai");
        String base = server.url().toString().replaceAll("/$", "");
        // When
        Python.Ran ran =
                python.run(
                        folder,
                        PATIENCE,
                        "python",
                        Python.program("pictures.py"),
                        base,
                        image.toString(),
                        mask.toString());
        // Then
        assertThat(ran.code()).as(ran.errors()).isZero();
        JsonNode seen = new ObjectMapper().readTree(ran.output());
        assertThat(seen.path("made").toString()).isEqualTo("[\"png 128x128\",\"png 128x128\"]");
        assertThat(seen.path("fetched").asText()).isEqualTo("png 128x128");
        assertKeepsTheRest(Base64.getDecoder().decode(seen.path("kept").asText()));
        assertThat(seen.path("edits").toString())
                .isEqualTo(
                        "[[\"image_edit.partial_image\",\"jpeg\",\"jpeg\"],"
                                + "[\"image_edit.completed\",\"jpeg\",\"jpeg\"]]");
        assertThat(seen.path("making")).hasSize(PARTIAL + 1);
        assertThat(seen.path("making").path(0).path(2).asText()).startsWith("png");
        assertThat(seen.path("making").path(PARTIAL).toString())
                .isEqualTo("[\"image_generation.completed\",\"png\",\"png 256x256\"]");
        assertThat(seen.path("refused").toString())
                .isEqualTo("[400,\"invalid_request_error\",\"size\"]");
    }

    @Test
    void makesInJava() throws IOException {
        // When
        var made =
                java.images()
                        .generate(
                                ImageGenerateParams.builder()
                                        .prompt("a red house on green hills")
                                        .n(2)
                                        .size("128x128")
                                        .build());
        // Then
        List<com.openai.models.images.Image> pictures = made.data().orElseThrow();
        assertThat(pictures).hasSize(2);
        assertThat(decoded(pictures.getFirst().b64Json().orElseThrow()).getWidth()).isEqualTo(SIDE);
        assertThatThrownBy(
                        () ->
                                java.images()
                                        .generate(
                                                ImageGenerateParams.builder()
                                                        .prompt("a boat")
                                                        .size("9x9")
                                                        .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("size");
    }

    @Test
    void streamsInJava() throws IOException {
        // When
        List<ImageGenStreamEvent> events;
        try (StreamResponse<ImageGenStreamEvent> stream =
                java.images()
                        .generateStreaming(
                                ImageGenerateParams.builder()
                                        .prompt("a lighthouse")
                                        .size(LARGE + "x" + LARGE)
                                        .partialImages(PARTIAL)
                                        .build())) {
            events = stream.stream().toList();
        }
        // Then
        assertThat(events).hasSize(PARTIAL + 1);
        assertThat(events.subList(0, PARTIAL))
                .allMatch(ImageGenStreamEvent::isGenerationPartialImage);
        assertThat(events.getLast().isGenerationCompleted()).isTrue();
        String picture = events.getLast().asGenerationCompleted().b64Json();
        assertThat(decoded(picture).getHeight()).isEqualTo(LARGE);
    }

    @Test
    void editsInJava() throws IOException {
        // When
        var edited =
                java.images()
                        .edit(
                                ImageEditParams.builder()
                                        .image(image)
                                        .mask(mask)
                                        .prompt("a full moon")
                                        .size("128x128")
                                        .build());
        List<ImageEditStreamEvent> events;
        try (StreamResponse<ImageEditStreamEvent> stream =
                java.images()
                        .editStreaming(
                                ImageEditParams.builder()
                                        .image(image)
                                        .prompt("a house in the snow")
                                        .size("128x128")
                                        .partialImages(1)
                                        .build())) {
            events = stream.stream().toList();
        }
        // Then
        String picture = edited.data().orElseThrow().getFirst().b64Json().orElseThrow();
        assertKeepsTheRest(Base64.getDecoder().decode(picture));
        assertThat(events).hasSize(2);
        assertThat(events.getFirst().isPartialImage()).isTrue();
        assertThat(events.getLast().isCompleted()).isTrue();
    }

    /** What the mask covers stays about as it was, and what it leaves open doesn't. */
    private static void assertKeepsTheRest(byte[] file) throws IOException {
        BufferedImage edited = ImageIO.read(new ByteArrayInputStream(file));
        BufferedImage before = picture();
        assertThat(difference(before, edited, 0, 0, HOLE - 16))
                .isLessThan(difference(before, edited, HOLE, HOLE, SIDE - HOLE));
    }

    private static double difference(
            BufferedImage one, BufferedImage other, int left, int top, int side) {
        double sum = 0;
        for (int y = top; y < top + side; y++) {
            for (int x = left; x < left + side; x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    int a = one.getRGB(x, y) >> shift & 0xff;
                    int b = other.getRGB(x, y) >> shift & 0xff;
                    sum += Math.abs(a - b);
                }
            }
        }
        return sum / side / side / 3;
    }

    /** A blue sky above a green field. */
    private static BufferedImage picture() {
        var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(90, 140, 210));
        graphics.fillRect(0, 0, SIDE, HOLE);
        graphics.setColor(new Color(70, 130, 60));
        graphics.fillRect(0, HOLE, SIDE, HOLE);
        graphics.dispose();
        return image;
    }

    /** Transparent in its lower right quarter. */
    private static BufferedImage hole() {
        var mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                mask.setRGB(x, y, x >= HOLE && y >= HOLE ? 0 : 0xff000000);
            }
        }
        return mask;
    }

    private Path write(String name, BufferedImage picture) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    private static BufferedImage decoded(String base64) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }
}
