package dev.sfumato.standalone.command;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Where a service's settings come from, besides the environment. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Properties file. SFUMATO_KAFKA_BOOTSTRAP_SERVERS in the environment overrides"
                            + " kafka.bootstrap.servers, and so on.")
    @Nullable Path file;
}
