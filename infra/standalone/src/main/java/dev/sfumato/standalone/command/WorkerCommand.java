package dev.sfumato.standalone.command;

import dev.sfumato.standalone.Services;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Runs worker against the configured Kafka. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description = "Run a worker: pull jobs and make pictures.")
final class WorkerCommand implements Callable<Integer> {
    @Mixin ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return ServiceCommand.run(config, Services::worker);
    }
}
