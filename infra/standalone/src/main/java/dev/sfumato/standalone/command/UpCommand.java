package dev.sfumato.standalone.command;

import dev.sfumato.standalone.Standalone;
import dev.sfumato.standalone.StandaloneConfig;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Runs everything in this process until it is told to stop. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Run everything in one process until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "Port of the console and the API (default: ${DEFAULT-VALUE}); 0 picks free"
                            + " ports, also for Kafka.",
            defaultValue = "8080")
    int port = 8080;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Port of the Kafka broker (default: 9092, or a free one with --port 0).",
            defaultValue = "-1")
    int kafkaPort = -1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder (default: ${DEFAULT-VALUE}).",
            defaultValue = "${sys:sfumato.data:-data}")
    Path data = Path.of("data");

    @Mixin ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        int kafka = kafkaPort >= 0 ? kafkaPort : port == 0 ? 0 : 9092;
        StandaloneConfig settings = StandaloneConfig.read(data, port, kafka, config.file);
        try (Standalone standalone = Standalone.start(settings)) {
            standalone.closeOnShutdown();
            System.out.printf(
                    """
                    console  %s/
                    API      %s/v1/generations  (%s/openapi.yaml)
                    Kafka    %s
                    data     %s
                    %s: it listens on loopback only. Ctrl-C stops it.
                    %n\
                    """,
                    standalone.url(),
                    standalone.url(),
                    standalone.url(),
                    standalone.bootstrapServers(),
                    data.toAbsolutePath().normalize(),
                    settings.authenticates() ? "Callers need a key" : "No authentication");
            standalone.awaitClosed();
        }
        return 0;
    }
}
