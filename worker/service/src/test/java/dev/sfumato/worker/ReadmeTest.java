package dev.sfumato.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.worker.metering.DeviceMeters;
import dev.sfumato.worker.metering.NativeMemory;
import dev.sfumato.worker.metering.RunMeters;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The README names what there is. */
final class ReadmeTest {
    private static final Path README =
            Path.of(System.getProperty("sfumato.root"), "worker/service/README.md");
    private static final Pattern NAME = Pattern.compile("`(sfumato_worker_\\w+)");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (sfumato_worker_\\w+) ");
    private static final Pattern KEY = Pattern.compile("(?m)^\\| ((?:`worker\\.[^|]*)) \\|");

    @Test
    void listsEveryMetricAndNoOther() throws IOException {
        // Given
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var read = new ConfigReader(Map.of());
        WorkerConfig config = WorkerConfig.from(read);
        // When
        new RunMeters(registry).begun();
        NativeMemory.watch(registry);
        new DeviceMeters(registry, "cpu:0").called("unet", 2, 8, 1_000_000, 1e6);
        try (Devices devices = Devices.open(config, registry)) {
            assertThat(devices.names()).containsExactly("cpu:0");
        }
        // Then
        Set<String> there = names(TYPE, registry.scrape());
        there.removeIf(name -> name.endsWith("_max"));
        assertThat(names(NAME, Files.readString(README))).isEqualTo(there);
    }

    @Test
    void listsSettingsThatAreRead() throws IOException {
        // Given
        String rows =
                names(KEY, Files.readString(README)).stream().collect(Collectors.joining(","));
        Map<String, String> nonsense =
                Pattern.compile("`(worker\\.[a-z.]+)`")
                        .matcher(rows)
                        .results()
                        .collect(Collectors.toMap(key -> key.group(1), key -> "1"));
        var read = new ConfigReader(nonsense);
        // When
        WorkerConfig.from(read);
        // Then
        assertThat(nonsense).hasSizeGreaterThan(12);
        assertThat(unknown(read)).doesNotContain("unknown");
    }

    private static String unknown(ConfigReader read) {
        try {
            read.throwIfInvalid();
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
