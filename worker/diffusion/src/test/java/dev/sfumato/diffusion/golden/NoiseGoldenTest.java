package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.noise.Rng;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import java.util.Arrays;
import java.util.stream.Stream;

@Tag("golden")
class NoiseGoldenTest {

    private static final float LIMIT = 2e-6f;

    @TestFactory
    Stream<DynamicTest> drawsTheReferencesNoise() {
        return GoldenFiles.tests("noise", NoiseGoldenTest::check);
    }

    private static void check(Json file) {
        // Given
        Rng rng = Rng.of(file.get("rng").text().replace('_', '-'));
        NoiseSource noise = rng.seeded((long) file.get("seed").number());
        for (Json draw : file.get("draws").items().toList()) {
            int length = Arrays.stream(draw.get("shape").integers()).reduce(1, (a, b) -> a * b);
            var out = new float[length];
            // When
            noise.normal(out);
            // Then
            assertThat(out).containsExactly(draw.get("values").floats(), within(LIMIT));
        }
    }
}
