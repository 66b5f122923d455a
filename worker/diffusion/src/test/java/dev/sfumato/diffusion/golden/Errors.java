package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Distances between recorded and computed values, and the worst ones seen, per subject. */
final class Errors {

    private static final Map<String, Double> WORST = new TreeMap<>();

    private Errors() {}

    /** The largest absolute difference, relative to the largest expected value where above 1. */
    static double of(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double worst = 0;
        double largest = 1;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            worst =
                    Double.isNaN(difference)
                            ? Double.POSITIVE_INFINITY
                            : Math.max(worst, difference);
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return worst / largest;
    }

    /** Fails where the error exceeds the limit, and remembers its size. */
    static void check(String subject, String what, double error, double limit) {
        WORST.merge(subject, error, Math::max);
        assertThat(error).as(what).isLessThanOrEqualTo(limit);
    }

    static void close(String what, double[] actual, double[] expected, double absolute) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            assertThat(error)
                    .as("%s[%d]: %s, expected %s", what, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(absolute);
        }
    }

    static void relative(String what, double[] actual, double[] expected, double limit) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            double error =
                    Math.abs(actual[i] - expected[i]) / Math.max(Math.abs(expected[i]), 1e-6);
            assertThat(error)
                    .as("%s[%d]: %s, expected %s", what, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(limit);
        }
    }

    /** Writes the worst errors where the build keeps its reports. */
    static void report(String name) {
        var text = new StringBuilder();
        WORST.forEach((subject, error) -> text.append("%-50s %.2e%n".formatted(subject, error)));
        try {
            Path folder = Files.createDirectories(Path.of("target", "golden-reports"));
            Files.writeString(folder.resolve(name + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
