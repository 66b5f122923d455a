package dev.sfumato.standalone.command;

import dev.sfumato.platform.lifecycle.Resources;

import java.io.IOException;
import java.util.Map;

/** Runs one service until the process is told to stop. */
final class ServiceCommand {
    private ServiceCommand() {}

    /** Starts a service, whose parts go into {@code resources}; returns its address to print. */
    @FunctionalInterface
    interface Start {
        String start(Map<String, String> settings, Resources resources) throws IOException;
    }

    static int run(ConfigOption config, Start start) throws IOException, InterruptedException {
        Map<String, String> settings = dev.sfumato.standalone.Settings.read(config.file);
        try (Resources resources = new Resources()) {
            resources.closeOnShutdown();
            System.out.println(start.start(settings, resources));
            resources.awaitClosed();
        }
        return 0;
    }
}
