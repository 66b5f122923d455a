package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Gateways are killed and come back; whoever watches misses nothing and sees nothing twice. */
final class GatewayKillsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(Mode.choose(4, 9));
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int CLIENTS = Mode.choose(40, 200);
    private static final int GENERATIONS = Mode.choose(80, 400);
    private static final int GATEWAYS = Mode.choose(2, 3);
    private static final int KILLS = Mode.choose(3, 20);
    private static final int WATCHED = 20;
    private static final int ROUNDS = 3;

    private final Random random = new Random(7);

    @Test
    void everyClientSeesEveryLastingEventOnce(@TempDir Path folder) throws Exception {
        try (Server server = Server.up(folder, "standalone.worker = false\n");
                var gateways = new Gateways(folder, server);
                var standIn = new StandIn(server.kafka(), GENERATIONS, KILLS * ROUNDS);
                HttpClient http = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given
            standIn.accept();
            List<Follower> followers = new ArrayList<>();
            List<Future<?>> following = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                var own = new Random(i);
                var follower = new Follower(http, () -> gateways.any(own), some(standIn, own));
                followers.add(follower);
                following.add(
                        threads.submit(
                                () -> {
                                    follower.follow(PATIENCE);
                                    return null;
                                }));
            }
            // When
            for (int kill = 0; kill < KILLS; kill++) {
                standIn.advance(kill * ROUNDS);
                awaitConnected(followers);
                int victim = random.nextInt(GATEWAYS);
                gateways.kill(victim);
                standIn.advance(kill * ROUNDS + 1);
                gateways.start(victim);
                standIn.advance(kill * ROUNDS + 2);
                gateways.awaitReady(victim);
            }
            standIn.complete();
            for (Future<?> each : following) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            // Then
            Map<String, List<String>> expected = new HashMap<>();
            standIn.lives().forEach(life -> expected.put(life.id().toString(), life.lasting()));
            for (Follower follower : followers) {
                follower.seen().forEach((id, events) -> assertComplete(expected.get(id), events));
            }
            int connections = followers.stream().mapToInt(Follower::connections).sum();
            assertThat(connections).isGreaterThan(CLIENTS);
            Mode.report(
                    "%d clients watched %d generations over %d kills of %d gateways; %d connections"
                            .formatted(CLIENTS, GENERATIONS, KILLS, GATEWAYS, connections));
        }
    }

    private static void awaitConnected(List<Follower> followers) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!followers.stream().allMatch(Follower::isConnected)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not everybody found a gateway within " + PATIENCE);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static List<String> some(StandIn standIn, Random random) {
        return random.ints(0, GENERATIONS)
                .distinct()
                .limit(WATCHED)
                .mapToObj(each -> standIn.lives().get(each).id().toString())
                .toList();
    }

    private static void assertComplete(List<String> expected, List<JsonNode> events) {
        List<String> lasting =
                events.stream()
                        .filter(event -> !event.path("type").asText().equals("progress"))
                        .map(event -> event.path("event").asText())
                        .toList();
        assertThat(lasting).isEqualTo(expected);
        assertThat(events.getLast().path("type").asText()).isEqualTo("completed");
        int attempt = 0;
        int step = 0;
        for (JsonNode event : events) {
            if (event.path("type").asText().equals("progress")) {
                int now = event.path("attempt").asInt();
                assertThat(now).isGreaterThanOrEqualTo(attempt);
                step = now == attempt ? step : 0;
                attempt = now;
                assertThat(event.path("step").asInt()).isGreaterThanOrEqualTo(step);
                step = event.path("step").asInt();
            }
        }
    }

    /** Gateways as processes of their own, each on a port that it keeps over restarts. */
    private static final class Gateways implements AutoCloseable {
        private final Path folder;
        private final Server server;
        private final int[] ports = new int[GATEWAYS];
        private final Command[] running = new Command[GATEWAYS];

        Gateways(Path folder, Server server) throws IOException, InterruptedException {
            this.folder = folder;
            this.server = server;
            for (int i = 0; i < GATEWAYS; i++) {
                ports[i] = freePort();
                start(i);
            }
            for (int i = 0; i < GATEWAYS; i++) {
                awaitReady(i);
            }
        }

        URI any(Random random) {
            return url(random.nextInt(GATEWAYS));
        }

        void start(int index) throws IOException {
            running[index] =
                    Command.start(
                            folder,
                            Map.of(
                                    "SFUMATO_HTTP_PORT",
                                    Integer.toString(ports[index]),
                                    "SFUMATO_GATEWAY_INGEST_URL",
                                    server.url().toString(),
                                    "SFUMATO_KAFKA_BOOTSTRAP_SERVERS",
                                    server.kafka(),
                                    "SFUMATO_ARTIFACTS_FOLDER",
                                    server.data().resolve("artifacts").toString()),
                            "gateway");
        }

        void kill(int index) throws InterruptedException {
            running[index].kill();
        }

        void awaitReady(int index) throws InterruptedException {
            try (var client = new Client(url(index))) {
                Ready.await(client, running[index]);
            }
        }

        @Override
        public void close() {
            for (Command each : running) {
                each.close();
            }
        }

        private URI url(int index) {
            return URI.create("http://127.0.0.1:" + ports[index]);
        }

        private static int freePort() throws IOException {
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
