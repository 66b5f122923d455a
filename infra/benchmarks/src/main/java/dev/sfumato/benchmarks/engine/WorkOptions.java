package dev.sfumato.benchmarks.engine;

import dev.sfumato.diffusion.onnx.DeviceOptions;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** What is to be made, as options. */
final class WorkOptions {
    private static final String SCHEDULER = "euler";

    @Option(
            names = "--model",
            paramLabel = "DIR",
            defaultValue = "worker/models/landscape/model",
            description = "ONNX folder; default ${DEFAULT-VALUE}")
    private Path model = Path.of("");

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "default ${DEFAULT-VALUE}")
    private int steps;

    @Option(
            names = "--guidance",
            paramLabel = "G",
            defaultValue = "4",
            description = "default ${DEFAULT-VALUE}")
    private double guidance;

    @Option(
            names = "--width",
            paramLabel = "W",
            defaultValue = "128",
            description = "pixels, default ${DEFAULT-VALUE}")
    private int width;

    @Option(
            names = "--height",
            paramLabel = "H",
            defaultValue = "128",
            description = "pixels, default ${DEFAULT-VALUE}")
    private int height;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "2",
            description = "of one graph run, default ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--spin-micros",
            description =
                    "microseconds for which a waiting thread spins; as in the engine by default")
    private int spinMicros = DeviceOptions.BRIEFLY;

    @Option(names = "--fast", hidden = true)
    private boolean fast;

    Work work() {
        return new Work(
                model.toAbsolutePath().normalize(),
                SCHEDULER,
                steps,
                guidance,
                width,
                height,
                threads,
                spinMicros,
                fast);
    }
}
