package dev.sfumato.benchmarks.batching;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.benchmarks.measure.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The benchmark {@code batching}. */
@Command(
        name = "batching",
        description = "Continuous batching of steps, static batching, and one picture at a time.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class BatchingCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "ONNX folder; default ${DEFAULT-VALUE}")
    private Path model = Path.of("worker/models/landscape/model");

    @Option(
            names = "--worker",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "measure on this machine")
    private boolean worker;

    @Option(
            names = "--simulation",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "simulate a device")
    private boolean simulation;

    @Option(
            names = "--loads",
            split = ",",
            paramLabel = "SHARE",
            description = "of the capacity of one at a time")
    private List<Double> loads = List.of(0.5, 0.7, 0.8, 0.9, 0.95);

    @Option(
            names = "--contestants",
            split = ",",
            paramLabel = "NAME",
            description = "measured on this machine: ${COMPLETION-CANDIDATES}")
    private Set<Contestant> contestants = EnumSet.allOf(Contestant.class);

    @Option(
            names = "--simulated-loads",
            split = ",",
            paramLabel = "SHARE",
            description = "of the static batcher's capacity; on the processor of one at a time")
    private List<Double> simulatedLoads = List.of(0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.1);

    @Option(names = "--sizes", split = ",", paramLabel = "PIXELS")
    private int[] sizes = {64, 96, 128};

    @Option(names = "--seconds", paramLabel = "S", description = "that requests come, each time")
    private double seconds = 30;

    @Option(names = "--arrivals", paramLabel = "N", description = "in each simulation")
    private int arrivals = 6000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "of arrivals; the results of several seeds count together")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go")
    private Path out = Path.of("infra/benchmarks/target/results/batching");

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (simulation) {
            keep("sdxl", SimulatedPart.sdxl(arrivals).measure(simulatedLoads, seed));
            keep("sdxl-tiles", SimulatedPart.tiledSdxl(arrivals).measure(simulatedLoads, seed));
            keep("processor", SimulatedPart.processor(arrivals).measure(simulatedLoads, seed));
            keep("qwen", SimulatedPart.qwen(arrivals).measure(simulatedLoads, seed));
        }
        if (worker) {
            Mix mix = Mix.shorter(sizes);
            Path curves = out.resolve("curves");
            String name = "worker-" + joined(loads) + "-" + joined(contestants);
            WorkerPart.measure(
                    model,
                    mix,
                    contestants,
                    loads,
                    seed,
                    seconds,
                    curves,
                    result -> keep(name, result));
        }
        report();
        return 0;
    }

    /** Results of other loads and contestants stay, and count together. */
    private static String joined(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining("-"));
    }

    private void keep(String part, Result result) {
        Json.write(out.resolve("%s-%d.json".formatted(part, seed)), result.json());
    }

    private void report() throws IOException {
        List<JsonNode> runs;
        try (Stream<Path> files = Files.list(out)) {
            runs =
                    files.filter(file -> file.toString().endsWith(".json"))
                            .sorted()
                            .map(Json::read)
                            .toList();
        }
        var report = new BatchingReport(Result.of(runs));
        String text = report.text();
        Files.writeString(out.resolve("batching.md"), text);
        for (String part : report.parts()) {
            Files.writeString(out.resolve("batching-" + part + ".svg"), report.plot(part));
        }
        System.out.println(text);
    }
}
