package dev.sfumato.benchmarks.engine;

import ai.onnxruntime.OrtEnvironment;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.benchmarks.measure.Json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where and what was measured, as far as results depend on it. */
final class Machine {
    private Machine() {}

    static ObjectNode json(Work work) {
        ObjectNode json = Json.object();
        json.put("processor", processor());
        json.put("cores", Runtime.getRuntime().availableProcessors());
        json.put("java", Runtime.version().toString());
        json.put("onnxruntime_java", OrtEnvironment.class.getPackage().getImplementationVersion());
        json.put("scheduler", work.scheduler());
        json.put("steps", work.steps());
        json.put("guidance_scale", work.guidanceScale());
        json.put("width", work.width());
        json.put("height", work.height());
        json.put("threads", work.threads());
        json.put("spin_micros", work.spinMicros());
        return json;
    }

    static String text(Work work) {
        return "%d×%d pixels, %d steps of %s, guidance %.1f, %d threads, spinning %d µs; %s, %d cores.\n"
                .formatted(
                        work.width(),
                        work.height(),
                        work.steps(),
                        work.scheduler(),
                        work.guidanceScale(),
                        work.threads(),
                        work.spinMicros(),
                        processor(),
                        Runtime.getRuntime().availableProcessors());
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown processor");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
