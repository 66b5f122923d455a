package dev.sfumato.standalone.command;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.platform.config.InvalidConfigException;
import dev.sfumato.platform.topics.TopicException;
import dev.sfumato.standalone.client.Refused;
import dev.sfumato.standalone.client.Unreachable;
import dev.sfumato.worker.residency.UnusableModelsException;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/** The root command: prints help, and decides which exit code a failure gets. */
@Command(
        name = "sfumato",
        mixinStandardHelpOptions = true,
        version = "sfumato 0.1.0",
        description = "Diffusion models as a Kafka stream.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GenerateCommand.class,
            UpCommand.class,
            IngestCommand.class,
            WorkerCommand.class,
            GatewayCommand.class,
            TopicsCommand.class,
            ModelsCommand.class,
            WatchCommand.class,
            CancelCommand.class,
            StatusCommand.class,
            DeadLettersCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:a generation failed",
            "2:bad usage",
            "3:no server can be reached"
        })
public final class Sfumato implements Runnable {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;

    /** Replaced by picocli with this command's own. */
    @Spec private CommandSpec spec = CommandSpec.create();

    /** Runs the command line and returns the exit code. */
    public static int run(String... arguments) {
        return new CommandLine(new Sfumato())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(handler())
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    private static IExecutionExceptionHandler handler() {
        return (exception, command, result) -> {
            PrintWriter err = command.getErr();
            err.println(exception.getMessage());
            err.flush();
            return switch (exception) {
                case Unreachable e -> UNREACHABLE;
                case TopicException e -> e.isUnreachable() ? UNREACHABLE : FAILED;
                case Refused e -> e.isUsage() ? USAGE : FAILED;
                case IllegalArgumentException e -> USAGE;
                case InvalidConfigException e -> USAGE;
                case UnusableModelsException e -> USAGE;
                case DiffusionException e -> USAGE;
                default -> {
                    if (exception.getMessage() == null) {
                        exception.printStackTrace(err);
                    }
                    yield FAILED;
                }
            };
        };
    }
}
