package dev.sfumato.standalone.command;

import dev.sfumato.standalone.client.Api;
import dev.sfumato.standalone.client.ServerFile;
import dev.sfumato.standalone.client.Unreachable;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Which server a command talks to. */
final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Server to use, as http://127.0.0.1:8080.")
    @Nullable URI server;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "API key, where the server wants one; SFUMATO_API_KEY if absent.")
    @Nullable String apiKey;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder of the one-process server (default: ${DEFAULT-VALUE}).",
            defaultValue = "${sys:sfumato.data:-data}")
    Path data = Path.of("data");

    /** The server that was named, or the one that runs on the data folder. */
    Optional<Api> find() {
        URI address = server;
        if (address != null) {
            return Optional.of(connect(checked(address)));
        }
        return ServerFile.find(data).map(this::connect);
    }

    /** Whether the command makes do with the one-process server, running or not. */
    boolean isOwn() {
        return server == null;
    }

    /** As {@link #find}, for commands that make no sense without a server. */
    Api require() {
        return find().orElseThrow(
                        () ->
                                new Unreachable(
                                        "no server runs on the data folder "
                                                + data
                                                + ": start one with `sfumato up`, or name one with"
                                                + " --server",
                                        null));
    }

    Api connect(URI address) {
        String key = apiKey != null ? apiKey : System.getenv("SFUMATO_API_KEY");
        return new Api(address, key);
    }

    private static URI checked(URI address) {
        String scheme = address.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalArgumentException(
                    "--server must be an http or https URL, got '" + address + "'");
        }
        return address;
    }
}
