package dev.sfumato.standalone.command;

import dev.sfumato.standalone.client.Api;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Takes a generation back. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Cancel a generation, queued or running.")
final class CancelCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The generation.")
    String id = "";

    @Mixin ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        try (Api api = server.require()) {
            api.delete("/v1/generations/" + Ids.checked(id));
        }
        System.out.println("cancelled " + id);
        return 0;
    }
}
