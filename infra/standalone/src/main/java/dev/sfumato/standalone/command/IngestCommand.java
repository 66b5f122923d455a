package dev.sfumato.standalone.command;

import dev.sfumato.standalone.Services;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Runs ingest against the configured Kafka. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Run ingest: the doors, admission, dispatch and status.")
final class IngestCommand implements Callable<Integer> {
    @Mixin ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return ServiceCommand.run(config, Services::ingest);
    }
}
