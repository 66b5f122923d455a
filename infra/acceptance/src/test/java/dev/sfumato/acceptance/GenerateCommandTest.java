package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/** The command line, as a newcomer uses it. */
final class GenerateCommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;

    @Test
    void makesAPictureWithoutAServer() throws Exception {
        // When
        try (Command command =
                run("generate", "a red house at noon", "--steps", "4", "-o", "out.png")) {
            // Then
            assertThat(command.await(PATIENCE)).as(command.output()).isZero();
            assertThat(command.output()).contains("out.png");
        }
        assertThat(ImageIO.read(folder.resolve("out.png").toFile()).getWidth()).isEqualTo(128);
    }

    @Test
    void usesTheServerThatRunsOnItsFolder() throws Exception {
        // Given
        try (Server server = Server.up(folder);
                Command command =
                        run(
                                "generate",
                                "two boats",
                                "--steps",
                                "4",
                                "--count",
                                "2",
                                "-o",
                                "boats.png",
                                "--data",
                                server.data().toString())) {
            // When
            int code = command.await(PATIENCE);
            // Then
            assertThat(code).as(command.output()).isZero();
            assertThat(folder.resolve("boats-1.png")).exists();
            assertThat(folder.resolve("boats-2.png")).exists();
        }
    }

    @Test
    void takesTheFewStepModelWhereOnlyThePromptIsGiven() throws Exception {
        // When
        try (Server server = Server.up(folder);
                Command plain = onServer(server, "generate", "a red house at noon");
                Command steps = onServer(server, "generate", "a red house", "--steps", "3")) {
            // Then
            assertThat(plain.await(PATIENCE)).as(plain.output()).isZero();
            assertThat(plain.output()).contains("\"landscape-turbo\"");
            assertThat(steps.await(PATIENCE)).as(steps.output()).isZero();
            assertThat(steps.output()).contains("\"landscape\"");
        }
    }

    @Test
    void badUsageIsCodeTwo() throws Exception {
        // When
        try (Command unknown = run("generate", "a boat", "--sice", "128x128");
                Command size = run("generate", "a boat", "--size", "big")) {
            // Then
            assertThat(unknown.await(PATIENCE)).isEqualTo(2);
            assertThat(unknown.output()).contains("--sice");
            assertThat(size.await(PATIENCE)).isEqualTo(2);
            assertThat(size.output()).contains("--size must be WxH").contains("big");
        }
    }

    @Test
    void whatTheServerRefusesIsCodeTwo() throws Exception {
        // When
        try (Command command = run("generate", "a boat", "--steps", "1000000")) {
            // Then
            assertThat(command.await(PATIENCE)).as(command.output()).isEqualTo(2);
            assertThat(command.output()).contains("steps").contains("1000000");
        }
    }

    @Test
    void noServerIsCodeThree() throws Exception {
        // When
        try (Command command = run("generate", "a boat", "--server", "http://127.0.0.1:9")) {
            // Then
            assertThat(command.await(PATIENCE)).isEqualTo(3);
            assertThat(command.output()).contains("http://127.0.0.1:9");
        }
    }

    @Test
    void aTruncatedModelStopsTheStart() throws Exception {
        // Given
        Path models = folder.resolve("models");
        Path unet = ModelCopy.at(models.resolve("broken")).resolve("unet/model.onnx");
        byte[] whole = Files.readAllBytes(unet);
        Files.write(unet, java.util.Arrays.copyOf(whole, whole.length / 2));
        // When
        try (Command command =
                Command.start(
                        folder,
                        Map.of("SFUMATO_WORKER_MODELS", models.toString()),
                        "up",
                        "--port",
                        "0",
                        "--data",
                        "data")) {
            // Then
            assertThat(command.await(PATIENCE)).as(command.output()).isEqualTo(2);
            assertThat(command.output()).contains("unet").contains("model.onnx");
        }
    }

    private Command onServer(Server server, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", "--data", server.data().toString()));
        return run(all.toArray(String[]::new));
    }

    private Command run(String... arguments) throws IOException {
        return Command.start(folder, Map.of(), arguments);
    }
}
