package dev.sfumato.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.diffusion.inspection.Inspection;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.standalone.Settings;
import dev.sfumato.standalone.client.Api;
import dev.sfumato.worker.WorkerConfig;
import dev.sfumato.worker.residency.KnownModel;
import dev.sfumato.worker.residency.ModelShelf;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What can be asked for, and what a model folder contains. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "List models, look into a model folder, or measure a model.",
        subcommands = {ModelsCommand.Show.class, ModelsCommand.Inspect.class, BenchCommand.class})
final class ModelsCommand implements Runnable {
    @Override
    public void run() {
        throw new IllegalArgumentException("models needs a subcommand: list, inspect or bench");
    }

    private static void print(
            String id, String family, String tasks, int steps, String schedulers) {
        System.out.println(
                "%-16s %-20s %-40s %d steps  %s".formatted(id, family, tasks, steps, schedulers));
    }

    /** Of the server, or of the folders that a worker started here would use. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List what can be asked for.")
    static final class Show implements Callable<Integer> {
        @Mixin ServerOptions server = new ServerOptions();
        @Mixin ConfigOption config = new ConfigOption();

        @Override
        public Integer call() throws IOException {
            Optional<Api> running = server.find();
            if (running.isPresent()) {
                try (Api api = running.get()) {
                    api.get("/v1/models").path("models").forEach(Show::print);
                }
            } else {
                local();
            }
            return 0;
        }

        private void local() throws IOException {
            ConfigReader read = new ConfigReader(Settings.read(config.file));
            WorkerConfig worker = WorkerConfig.from(read);
            Settings.leaveServices(read);
            read.throwIfInvalid();
            ModelShelf shelf =
                    ModelShelf.read(worker.models(), worker.memory(), Modalities.installed());
            for (KnownModel model : shelf.all()) {
                ModelCard card = model.card();
                ModelsCommand.print(
                        card.id(),
                        card.family(),
                        String.join(",", card.tasks()),
                        card.defaults().steps(),
                        String.valueOf(card.defaults().scheduler()));
            }
        }

        private static void print(JsonNode model) {
            StringBuilder tasks = new StringBuilder();
            model.path("tasks")
                    .forEach(
                            task -> tasks.append(tasks.isEmpty() ? "" : ",").append(task.asText()));
            ModelsCommand.print(
                    model.path("id").asText(),
                    model.path("family").asText(),
                    tasks.toString(),
                    model.path("defaults").path("steps").asInt(),
                    model.path("defaults").path("scheduler").asText());
        }
    }

    /** Says what a folder is, or why it can't be used. */
    @Command(
            name = "inspect",
            mixinStandardHelpOptions = true,
            description = "Say what a model folder contains and whether it's usable.")
    static final class Inspect implements Callable<Integer> {
        @Parameters(paramLabel = "DIR", description = "Folder with model_index.json.")
        Path folder = Path.of(".");

        @Option(
                names = "--repair",
                description =
                        "Give the denoiser a timestep per row, so that runs at different steps"
                                + " share calls; the former file stays beside it.")
        boolean repair;

        @Override
        public Integer call() {
            if (repair) {
                Inspection.repair(folder)
                        .forEach(file -> System.out.println("repaired    " + file));
            }
            Inspection found = Inspection.of(folder);
            found.components().forEach(Inspect::print);
            ModelCard card = found.card();
            if (card != null) {
                print(card);
            }
            found.hints().forEach(hint -> System.out.println("hint        " + hint));
            found.problems().forEach(problem -> System.out.println("problem     " + problem));
            System.out.println("usable      " + (found.problems().isEmpty() ? "yes" : "no"));
            return found.problems().isEmpty() ? 0 : Sfumato.USAGE;
        }

        private static void print(Inspection.ComponentReport component) {
            System.out.println(
                    "%-11s %.1f MB, %s -> %s"
                            .formatted(
                                    component.name(),
                                    component.bytes() / 1e6,
                                    String.join(", ", component.inputs()),
                                    String.join(", ", component.outputs())));
        }

        private static void print(ModelCard card) {
            System.out.printf(
                    """
                    id          %s
                    family      %s
                    tasks       %s
                    defaults    %d steps, guidance %s, %s
                    fast        %d steps, guidance %s, %s
                    adapters    %s
                    schedulers  %s
                    cost        %s GMAC
                    parameters  %s
                    sha256      %s
                    """,
                    card.id(),
                    card.family(),
                    String.join(", ", card.tasks()),
                    card.defaults().steps(),
                    card.defaults().guidanceScale(),
                    card.defaults().scheduler(),
                    card.fast().steps(),
                    card.fast().guidanceScale(),
                    card.fast().scheduler(),
                    card.adapters().isEmpty() ? "none" : String.join(", ", card.adapters()),
                    String.join(", ", card.schedulers()),
                    card.cost(),
                    card.parameters(),
                    card.sha256());
        }
    }
}
