package dev.sfumato.benchmarks;

import dev.sfumato.benchmarks.accepting.IngestCommand;
import dev.sfumato.benchmarks.batching.BatchingCommand;
import dev.sfumato.benchmarks.engine.EngineCommand;
import dev.sfumato.benchmarks.engine.MakeCommand;
import dev.sfumato.benchmarks.engine.StepsCommand;
import dev.sfumato.benchmarks.watching.BroadcasterCommand;
import dev.sfumato.benchmarks.watching.GatewayCommand;
import dev.sfumato.benchmarks.watching.WatchersCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code infra/benchmarks/run}. */
@Command(
        name = "run",
        description = "Measures Sfumato.",
        mixinStandardHelpOptions = true,
        subcommands = {
            EngineCommand.class,
            BatchingCommand.class,
            IngestCommand.class,
            GatewayCommand.class,
            WatchersCommand.class,
            BroadcasterCommand.class,
            StepsCommand.class,
            MakeCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs the benchmark that is named first; exits with 2 for a mistake in the options. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
