package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** No recorded helper is passed over. */
@Tag("golden")
class EveryHelperGoldenTest {

    @TestFactory
    Stream<DynamicTest> knowsEveryFile() throws IOException {
        Path folder = GoldenFiles.folder().resolve("helpers");
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream()
                    .map(
                            entry ->
                                    DynamicTest.dynamicTest(
                                            "helpers/" + entry.getFileName(), () -> known(entry)));
        }
    }

    private static void known(Path entry) {
        boolean configurations = entry.getFileName().toString().equals("configs");
        assertThat(configurations || HelperFiles.kindOf(entry).isPresent())
                .as("helpers/%s: no test reads it; known are %s", entry, HelperFiles.kinds())
                .isTrue();
        assertThat(configurations || entry.toString().matches(".*\\.json(\\.gz)?"))
                .as("helpers/%s: must be .json or .json.gz", entry)
                .isTrue();
    }

    @Test
    void refusesAFileOfNoKind() {
        assertThat(HelperFiles.kindOf(Path.of("helpers", "tiled_decoding.json"))).isEmpty();
        assertThat(HelperFiles.kindOf(Path.of("helpers", "image_preprocess_tensor.json.gz")))
                .contains("image_preprocess_tensor");
        assertThat(HelperFiles.kindOf(Path.of("helpers", "image_preprocess.json")))
                .contains("image_preprocess");
    }
}
