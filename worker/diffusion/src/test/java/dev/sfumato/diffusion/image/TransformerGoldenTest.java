package dev.sfumato.diffusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Transformer models give the reference's pictures: within 1/255 on at least 99.9 % of the values.
 */
class TransformerGoldenTest {
    private static final Map<String, Studio> STUDIOS = new HashMap<>();

    @TempDir private static Path folder;

    @AfterAll
    static void close() {
        STUDIOS.values().forEach(Studio::close);
        STUDIOS.clear();
    }

    @TestFactory
    Stream<DynamicTest> givesTheReferencesPictures() throws IOException {
        List<Path> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(TransformerModels.cases())) {
            files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(cases::add);
        }
        assertThat(cases).hasSizeGreaterThan(10);
        return cases.stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(),
                                        () -> check(GoldenCase.of(file))));
    }

    private static void check(GoldenCase reference) {
        // Given
        Studio studio = STUDIOS.computeIfAbsent(reference.model(), TransformerGoldenTest::studio);
        // When
        Compared compared = Compared.of(reference, studio);
        // Then
        compared.check((of, made, picture) -> Compared.LIMIT);
    }

    private static Studio studio(String model) {
        return Studio.of(
                model.equals("sd3-clip")
                        ? TransformerModels.withoutT5(folder)
                        : TransformerModels.model(model));
    }
}
