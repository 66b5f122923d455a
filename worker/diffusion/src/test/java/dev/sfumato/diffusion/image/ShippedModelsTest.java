package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.inspection.Inspection;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The models of this repository are usable, and give the pictures that diffusers makes with their
 * weights: within 1/255 on at least 99.9 % of the values.
 */
@Tag("golden")
final class ShippedModelsTest {
    private static final Path MODELS = Path.of(System.getProperty("sfumato.root"), "worker/models");

    @TestFactory
    Stream<DynamicTest> giveTheReferencesPictures() {
        return cases().stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(),
                                        () -> compare(GoldenCase.of(file))));
    }

    @TestFactory
    Stream<DynamicTest> areUsable() {
        return cases().stream()
                .map(file -> GoldenCase.of(file).model())
                .distinct()
                .map(id -> DynamicTest.dynamicTest(id, () -> inspect(id)));
    }

    private static void compare(GoldenCase reference) {
        try (Studio studio = Studio.of(folder(reference.model()))) {
            // When
            Compared compared = Compared.of(reference, studio);
            // Then
            compared.check((any, made, picture) -> Compared.LIMIT);
        }
    }

    private static void inspect(String id) {
        // When
        Inspection found = Inspection.of(folder(id));
        // Then
        assertThat(found.problems()).isEmpty();
        assertThat(found.card()).isNotNull().extracting("id").isEqualTo(id);
    }

    private static Path folder(String id) {
        return MODELS.resolve(id).resolve("model");
    }

    private static List<Path> cases() {
        try {
            Path folder = Path.of(ShippedModelsTest.class.getResource("/shipped").toURI());
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
