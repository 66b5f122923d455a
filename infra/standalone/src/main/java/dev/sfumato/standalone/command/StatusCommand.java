package dev.sfumato.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.standalone.client.Api;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Prints what is known about a generation. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Print what is known about a generation, as JSON.")
final class StatusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The generation.")
    String id = "";

    @Mixin ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws JsonProcessingException {
        try (Api api = server.require()) {
            var generation = api.get("/v1/generations/" + Ids.checked(id));
            System.out.println(
                    new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(generation));
        }
        return 0;
    }
}
