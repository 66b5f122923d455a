package dev.sfumato.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.standalone.Settings;
import dev.sfumato.standalone.client.Api;
import dev.sfumato.worker.WorkerConfig;
import dev.sfumato.worker.residency.KnownModel;
import dev.sfumato.worker.residency.ModelShelf;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What can be asked for, and what a model folder contains. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "List models, or look into a model folder.",
        subcommands = {ModelsCommand.Show.class, ModelsCommand.Inspect.class})
final class ModelsCommand implements Runnable {
    @Override
    public void run() {
        throw new IllegalArgumentException("models needs a subcommand: list or inspect");
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

        @Override
        public Integer call() {
            ModelCard card = Modalities.installed().recognise(ModelFolder.open(folder));
            System.out.printf(
                    """
                    id          %s
                    family      %s
                    modality    %s
                    tasks       %s
                    defaults    %d steps, guidance %s, %s
                    schedulers  %s
                    cost        %s
                    parameters  %s
                    sha256      %s
                    usable      yes
                    """,
                    card.id(),
                    card.family(),
                    card.modality(),
                    String.join(", ", card.tasks()),
                    card.defaults().steps(),
                    card.defaults().guidanceScale(),
                    card.defaults().scheduler(),
                    String.join(", ", card.schedulers()),
                    card.cost(),
                    card.parameters(),
                    card.sha256());
            return 0;
        }
    }
}
