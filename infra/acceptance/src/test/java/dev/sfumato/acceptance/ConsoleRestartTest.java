package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A page that stays open while the gateway behind it is killed and started again. */
final class ConsoleRestartTest {
    private static final int STEPS = 140;

    @Test
    void whatRunsIsSeenToItsEndOverARestartOfTheGateway(@TempDir Path folder) throws Exception {
        int port = freePort();
        Command gateway = null;
        try (Server server = Server.up(folder, "standalone.worker = false\n");
                Command worker = worker(folder, server);
                Client client = server.client();
                Front front = Front.before(request -> isGateways(request) ? port : port(server));
                Console console = Console.at(front.url(), folder)) {
            // Given
            gateway = gateway(folder, server, port);
            console.open();
            console.evaluate("window.same = true");
            console.type("a lighthouse at the sea at night");
            console.make(STEPS);
            console.awaitProgress();
            // When
            gateway.kill();
            console.awaitConnection("closed");
            console.shot("reconnecting");
            assertThat(console.text("#connection")).startsWith("Reconnecting");
            assertThat(console.text("#state")).isEqualTo("Forming");
            gateway = gateway(folder, server, port);
            console.awaitConnection("open");
            // Then
            console.awaitPicture("lighthouse");
            assertThat(console.evaluate("window.same").asBoolean()).isTrue();
            assertThat(console.text("#connection")).isEqualTo("Live");
            assertThat(console.evaluate("document.querySelectorAll('#gallery li').length").asInt())
                    .isEqualTo(1);
            JsonNode all = client.get("/v1/generations").json().path("generations");
            assertThat(all).hasSize(1);
            assertThat(worker.isAlive()).isTrue();
            assertThat(all.path(0).path("request").path("steps").asInt()).isEqualTo(STEPS);
        } finally {
            if (gateway != null) {
                gateway.close();
            }
        }
    }

    /** What a proxy before both sends to the gateway. */
    private static boolean isGateways(String request) {
        return request.equals("GET /")
                || request.startsWith("GET /console/")
                || request.startsWith("GET /v1/artifacts/")
                || request.contains(" /v1/stream");
    }

    private static Command gateway(Path folder, Server server, int port)
            throws IOException, InterruptedException {
        Map<String, String> environment = environment(server);
        environment.put("SFUMATO_HTTP_PORT", String.valueOf(port));
        environment.put("SFUMATO_GATEWAY_INGEST_URL", server.url().toString());
        Command gateway = Command.start(folder, environment, "gateway");
        try (Client client = new Client(URI.create("http://127.0.0.1:" + port))) {
            Ready.await(client, gateway);
        }
        return gateway;
    }

    private static Command worker(Path folder, Server server) throws IOException {
        Map<String, String> environment = environment(server);
        environment.put("SFUMATO_HTTP_PORT", "0");
        return Command.start(folder, environment, "worker");
    }

    private static Map<String, String> environment(Server server) {
        var environment = new HashMap<String, String>();
        environment.put("SFUMATO_KAFKA_BOOTSTRAP_SERVERS", server.kafka());
        environment.put("SFUMATO_ARTIFACTS_FOLDER", server.data().resolve("artifacts").toString());
        return environment;
    }

    private static int port(Server server) {
        return server.url().getPort();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
