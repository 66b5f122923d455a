package dev.sfumato.worker;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Driver;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.worker.publishing.Checkpoint;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Small models with random weights, sound and broken. */
public final class TestModels {
    private static final Path RESOURCES =
            Path.of(System.getProperty("sfumato.root"), "worker/diffusion/src/test/resources");
    private static final Path GOLDEN = RESOURCES.resolve("golden/pipelines/models/sd15");
    private static final Path LEVERS = RESOURCES.resolve("levers");

    private TestModels() {}

    /** A text-to-image model of that id, in a folder of models. */
    public static Path add(Path models, String id) {
        Path folder = models.resolve(id);
        try {
            copy(GOLDEN, folder);
            Files.writeString(
                    folder.resolve("sfumato.json"),
                    "{\"id\": \"%s\", \"max_steps\": 10000}".formatted(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** One with the adapters {@code ink} and {@code oil}. */
    static Path addAdaptable(Path models, String id) throws IOException {
        Path folder = add(models, id);
        copy(LEVERS.resolve("low_rank"), folder);
        return folder;
    }

    /** One whose quality {@code fast} computes its inner part at every third step only. */
    static Path addFast(Path models, String id) throws IOException {
        Path folder = add(models, id);
        copy(LEVERS.resolve("two_part"), folder);
        Files.writeString(
                folder.resolve("sfumato.json"),
                "{\"id\": \"%s\", \"fast\": {\"cache_interval\": 3}}".formatted(id));
        return folder;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Spoils the weights, so that the model makes no numbers. */
    public static void spoil(Path model) throws IOException {
        var noNumbers = new byte[4096];
        Arrays.fill(noNumbers, (byte) 0xff);
        try (var graph = new RandomAccessFile(model.resolve("unet/model.onnx").toFile(), "rw")) {
            graph.seek(graph.length() / 2);
            graph.write(noNumbers);
        }
    }

    /** The state of a request's run that has made two steps, as workers store it. */
    static byte[] checkpoint(Path model, Request request) {
        Modalities modalities = Modalities.installed();
        ModelCard card = modalities.recognise(ModelFolder.open(model));
        Run run = modalities.pipeline(card).plan(request);
        try (Sessions sessions = Device.cpu().open(card)) {
            while (run.progress().step() < 2) {
                switch (run.next()) {
                    case Need.Call call -> run.accept(sessions.call(call));
                    case Need.Compute compute -> run.accept(compute.task().run());
                    case Need.Done done -> throw new AssertionError("no steps: " + done);
                }
            }
        }
        return new Checkpoint(card.sha256(), "cpu", 4, run.checkpoint()).encode();
    }

    /** What the engine makes of a request when nothing else runs. */
    static List<byte[]> alone(Path model, Request request) {
        Modalities modalities = Modalities.installed();
        ModelCard card = modalities.recognise(ModelFolder.open(model));
        try (Sessions sessions = Device.cpu().open(card)) {
            return Driver.drive(modalities.pipeline(card).plan(request), sessions).stream()
                    .map(artifact -> artifact.bytes())
                    .toList();
        }
    }
}
