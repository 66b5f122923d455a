package dev.sfumato.diffusion.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Modalities;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

final class EnvironmentTest {
    private static final String MODEL =
            "worker/diffusion/src/test/resources/golden/pipelines/models/sd15";
    private static final int STOPPED = 7;

    @Test
    void survivesALongCommandLine() throws Exception {
        // When
        int exit = run("-Dsfumato.test=" + "a".repeat(100_000));
        // Then
        assertThat(exit).isZero();
    }

    @Test
    void survivesTheEndOfAProcessThatOpensSessions() throws Exception {
        // Given
        String root = System.getProperty("sfumato.root");
        for (int i = 0; i < 3; i++) {
            // When
            int exit = run("-Dsfumato.test.model=" + Path.of(root, MODEL));
            // Then
            assertThat(exit).isEqualTo(STOPPED);
        }
    }

    private static int run(String option) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command =
                new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        EnvironmentTest.class.getName());
        command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        command.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = command.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** The process of the tests. */
    public static void main(String[] arguments) throws InterruptedException {
        if (!Device.available().contains("cpu")) {
            throw new IllegalStateException("the processor must be available");
        }
        String model = System.getProperty("sfumato.test.model");
        if (model != null) {
            var opened = new CountDownLatch(3);
            ModelCard card = Modalities.installed().recognise(ModelFolder.open(Path.of(model)));
            Thread.ofPlatform().daemon().start(() -> openForever(card, opened));
            if (opened.await(60, TimeUnit.SECONDS)) {
                System.exit(STOPPED);
            }
        }
    }

    private static void openForever(ModelCard card, CountDownLatch opened) {
        while (true) {
            try (Sessions sessions = Device.cpu().open(card)) {
                sessions.cancel();
                opened.countDown();
            }
        }
    }
}
