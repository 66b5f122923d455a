package dev.sfumato.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.benchmarks.measure.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** The benchmark {@code engine}. */
@Command(
        name = "engine",
        description = "The engine against a bare ONNX Runtime loop and Python's libraries.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class EngineCommand implements Callable<Integer> {
    private static final String EXACT = "sfumato";

    @Spec private @Nullable CommandSpec spec;

    @Mixin private WorkOptions options = new WorkOptions();

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "processes that compare step by step; 0 for no such comparison")
    private int processes = 3;

    @Option(names = "--pictures", paramLabel = "N", description = "pictures in each of them")
    private int pictures = 8;

    @Option(
            names = "--control",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "run the bare loop twice there, to show what equal programs differ by")
    private boolean control;

    @Option(names = "--warm-up", paramLabel = "N", description = "pictures that don't count")
    private int warmUp = 2;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "pictures by each peer; 0 for no peers")
    private int rounds = 12;

    @Option(names = "--starts", paramLabel = "N", description = "more starts of each peer")
    private int starts = 2;

    @Option(
            names = "--fresh",
            description = "start peers anew in each round, where memory doesn't hold them all")
    private boolean fresh;

    @Option(
            names = "--venv",
            paramLabel = "DIR",
            description = "Python environment with onnxruntime, and diffusers if --torch is given")
    private @Nullable Path venv;

    @Option(
            names = "--optimum-venv",
            paramLabel = "DIR",
            description = "Python environment with optimum-onnx")
    private @Nullable Path optimumVenv;

    @Option(
            names = "--torch",
            paramLabel = "DIR",
            description = "the model as a diffusers folder with PyTorch weights")
    private @Nullable Path torch;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go")
    private Path out = Path.of("infra/benchmarks/target/results");

    @Override
    public Integer call() throws IOException {
        Work work = options.work();
        if (!Files.isDirectory(work.model())) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--model must be a folder, got " + work.model());
        }
        ObjectNode json = Machine.json(work);
        var text = new StringBuilder(Machine.text(work));
        if (processes > 0) {
            StepReport report = StepReport.of(forks(work));
            json.set("per_step", report.json());
            text.append('\n').append(report.table());
        }
        if (rounds > 0) {
            PeerReport report = peers(work);
            json.set("per_picture", report.json());
            text.append('\n').append(report.table());
        }
        String name = "engine-" + work.model().getParent().getFileName() + "-" + work.width();
        Json.write(out.resolve(name + ".json"), json);
        Files.writeString(out.resolve(name + ".md"), text);
        System.out.println(text);
        return 0;
    }

    private List<JsonNode> forks(Work work) {
        List<JsonNode> forks = new ArrayList<>();
        for (int number = 0; number < processes; number++) {
            List<String> arguments = new ArrayList<>(List.of("steps"));
            arguments.addAll(Peer.options(work));
            arguments.add(control ? "--control" : "--no-control");
            arguments.addAll(List.of("--number", String.valueOf(number)));
            arguments.addAll(List.of("--warm-up", String.valueOf(warmUp)));
            arguments.addAll(List.of("--pictures", String.valueOf(pictures)));
            try (var process = new PeerProcess(Peer.java("steps", arguments))) {
                forks.add(process.greeting());
            }
        }
        return forks;
    }

    private PeerReport peers(Work work) {
        var run = new PeerRounds(peerList(work), out.resolve("pictures"), noise(work));
        if (fresh) {
            run.fresh(rounds);
        } else {
            run.resident(warmUp, rounds);
        }
        for (int i = 0; i < starts; i++) {
            run.start();
        }
        return new PeerReport(run, EXACT);
    }

    private List<Peer> peerList(Work work) {
        Path script = Path.of("infra/benchmarks/python/peers.py").toAbsolutePath();
        List<Peer> peers = new ArrayList<>();
        peers.add(Peer.ours(EXACT, work));
        peers.add(Peer.ours(EXACT + " without spinning", work.unspun()));
        if (Json.read(work.model().resolve("sfumato.json")).has("fast")) {
            peers.add(Peer.ours(EXACT + " fast", work.faster()));
        }
        if (venv != null) {
            peers.add(Peer.python("onnxruntime", python(venv), script, work.model(), work));
        }
        if (optimumVenv != null) {
            peers.add(Peer.python("optimum", python(optimumVenv), script, work.model(), work));
        }
        if (venv != null && torch != null) {
            peers.add(Peer.python("diffusers", python(venv), script, torch, work));
        }
        return peers;
    }

    private static Path python(Path venv) {
        return venv.resolve("bin/python").toAbsolutePath();
    }

    private static int noise(Work work) {
        JsonNode unet = Json.read(work.model().resolve("unet/config.json"));
        JsonNode decoder = Json.read(work.model().resolve("vae_decoder/config.json"));
        int levels = decoder.path("block_out_channels").size() - 1;
        return unet.path("in_channels").asInt()
                * (work.width() >> levels)
                * (work.height() >> levels);
    }
}
