package dev.sfumato.standalone.command;

import dev.sfumato.standalone.Services;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Runs gateway against the configured Kafka. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = "Run a gateway: live streams, artifacts and the console.")
final class GatewayCommand implements Callable<Integer> {
    @Mixin ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return ServiceCommand.run(config, Services::gateway);
    }
}
