package dev.sfumato.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Running generations that are cancelled while the worker has more to do than it can. */
final class CancelUnderLoadTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CANCELS = Mode.choose(10, 120);
    private static final int UNDER_WAY = 6;
    private static final String LONG =
            "{\"model\":\"landscape\",\"prompt\":\"a lighthouse at dusk\",\"steps\":150,"
                    + "\"width\":192,\"height\":192}";

    private final Random random = new Random(7);
    @TempDir private Path folder;
    private Server server;
    private Command worker;
    private Client client;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        server = Server.up(folder, "standalone.worker = false\n");
        client = server.client();
        worker =
                Command.start(
                        folder,
                        Map.of(
                                "SFUMATO_HTTP_PORT",
                                "0",
                                "SFUMATO_KAFKA_BOOTSTRAP_SERVERS",
                                server.kafka(),
                                "SFUMATO_ARTIFACTS_FOLDER",
                                server.data().resolve("artifacts").toString()),
                        "worker");
        client.awaitModel("landscape");
    }

    @AfterEach
    void stop() {
        worker.close();
        client.close();
        server.close();
    }

    @Test
    void everyOneIsSeenToBeCancelledAtOnce() throws Exception {
        // Given
        Deque<String> running = new ArrayDeque<>();
        List<Long> seen = new ArrayList<>();
        try (CancelClock clock = CancelClock.start(server, client)) {
            while (running.size() < UNDER_WAY) {
                running.add(submit(clock));
            }
            for (int i = 0; i < CANCELS; i++) {
                String id = running.remove();
                clock.awaitStep(id, 1 + random.nextInt(5), PATIENCE);
                // When
                client.delete("/v1/generations/" + id);
                // Then
                seen.add(clock.fromControlToWatcher(id, PATIENCE));
                running.add(submit(clock));
            }
            assertThat(clock.terminals(running)).isZero();
        }
        seen.sort(null);
        Map<String, Double> figures = Metrics.read(URI.create(address(worker)));
        Mode.report(
                ("cancel: %d under load; from reading the control record to the watcher's"
                                + " `cancelled`: p50 %.1f ms, p99 %.1f ms, max %.1f ms")
                        .formatted(
                                CANCELS, millis(seen, 0.5), millis(seen, 0.99), millis(seen, 1)));
        Mode.report(
                ("cancel: rows gone after p50 %.0f ms, p99 %.0f ms, max %.0f ms; beyond the call"
                     + " under way p99 %.1f ms, max %.1f ms; a step takes p50 %.0f ms, max %.0f ms")
                        .formatted(
                                1e3
                                        * figures.get(
                                                "sfumato_worker_leave_seconds{device=\"cpu:0\",quantile=\"0.5\"}"),
                                1e3
                                        * figures.get(
                                                "sfumato_worker_leave_seconds{device=\"cpu:0\",quantile=\"0.99\"}"),
                                1e3
                                        * figures.get(
                                                "sfumato_worker_leave_seconds_max{device=\"cpu:0\"}"),
                                1e3
                                        * figures.get(
                                                "sfumato_worker_leave_overrun_seconds{device=\"cpu:0\",quantile=\"0.99\"}"),
                                1e3
                                        * figures.get(
                                                "sfumato_worker_leave_overrun_seconds_max{device=\"cpu:0\"}"),
                                1e3
                                        * figures.get(
                                                "sfumato_worker_call_seconds{component=\"unet\",device=\"cpu:0\",quantile=\"0.5\"}"),
                                1e3
                                        * figures.get(
                                                "sfumato_worker_call_seconds_max{component=\"unet\",device=\"cpu:0\"}")));
    }

    private String submit(CancelClock clock) throws IOException, InterruptedException {
        String id = client.submit(LONG);
        clock.watch(id);
        return id;
    }

    private static double millis(List<Long> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1) / 1e6;
    }

    /** The address that the worker prints. */
    static String address(Command worker) {
        String output = worker.output();
        int begin = output.indexOf("http://");
        return output.substring(begin, output.indexOf('\n', begin)).strip();
    }
}
