package dev.sfumato.diffusion.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

final class EnvironmentTest {
    @Test
    void survivesALongCommandLine() throws Exception {
        // Given
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command =
                new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dsfumato.test=" + "a".repeat(100_000),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EnvironmentTest.class.getName());
        command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        command.redirectError(ProcessBuilder.Redirect.DISCARD);
        // When
        Process process = command.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        // Then
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** The process of the test. */
    public static void main(String[] arguments) {
        if (!Device.available().contains("cpu")) {
            throw new IllegalStateException("the processor must be available");
        }
    }
}
