package dev.sfumato.standalone.command;

import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.DeviceOptions;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.standalone.Settings;
import dev.sfumato.worker.WorkerConfig;
import dev.sfumato.worker.residency.KnownModel;
import dev.sfumato.worker.residency.ModelShelf;
import dev.sfumato.worker.residency.StepCosts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Measures what a step costs here, by the number of rows that share it. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Print a model's cost curve here: the time of a step by its rows.")
final class BenchCommand implements Callable<Integer> {
    private static final int SHAPES = 32;

    @Mixin ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "ID", description = "Model, as `sfumato models list` names it.")
    String id = "";

    @Override
    public Integer call() throws IOException {
        ConfigReader read = new ConfigReader(Settings.read(config.file));
        WorkerConfig worker = WorkerConfig.from(read);
        Settings.leaveServices(read);
        read.throwIfInvalid();
        KnownModel model = find(worker);
        var options =
                new DeviceOptions(worker.threads(), worker.spinMicros(), worker.maxRows(), SHAPES);
        for (String name : worker.devices()) {
            print(model, Device.of(name, options), worker.maxRows());
        }
        return 0;
    }

    private KnownModel find(WorkerConfig worker) {
        ModelShelf shelf =
                ModelShelf.read(worker.models(), worker.memory(), Modalities.installed());
        KnownModel model = shelf.find(id);
        if (model == null) {
            throw new IllegalArgumentException(
                    "ID must be one of %s, got %s".formatted(shelf.ids(), id));
        }
        return model;
    }

    private static void print(KnownModel model, Device device, int maxRows) {
        System.out.println(
                "%s on %s, ONNX Runtime %s"
                        .formatted(model.id(), device.name(), Device.runtimeVersion()));
        System.out.println("rows  ms a step  rows a second");
        StepCosts.measure(model, device, maxRows)
                .forEach(
                        (rows, nanos) ->
                                System.out.println(
                                        "%4d  %9.1f  %13.1f"
                                                .formatted(rows, nanos / 1e6, rows * 1e9 / nanos)));
    }
}
