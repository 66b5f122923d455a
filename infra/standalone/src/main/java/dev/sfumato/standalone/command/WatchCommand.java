package dev.sfumato.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.standalone.client.Api;
import dev.sfumato.standalone.client.EventStream;
import dev.sfumato.standalone.terminal.Display;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Follows a generation to its end. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follow a generation until it ends.")
final class WatchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The generation.")
    String id = "";

    @Mixin ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        Display display = Displays.standardError();
        try (Api api = server.require();
                EventStream stream = api.stream()) {
            JsonNode end = new Watching(stream, display).watch(id);
            display.finish(Watching.describe(end));
            System.out.println(Watching.describe(end));
            return "completed".equals(end.path("type").asText()) ? 0 : Sfumato.FAILED;
        }
    }
}
