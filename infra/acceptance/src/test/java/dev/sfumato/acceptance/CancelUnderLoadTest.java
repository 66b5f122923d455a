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
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Running generations that are cancelled while the worker has more to do than it can. */
final class CancelUnderLoadTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Short, so that no other run comes to its own end meanwhile. */
    private static final Duration LEAVE = Duration.ofSeconds(2);

    private static final int CANCELS = Mode.choose(5, 240);
    private static final int UNDER_WAY = 6;
    private static final String LONG =
            "{\"model\":\"landscape\",\"prompt\":\"a lighthouse at dusk\",\"steps\":150,"
                    + "\"width\":192,\"height\":192}";

    private final Random random = new Random(7);
    @TempDir private Path folder;
    private Server server;
    private Command worker;
    private Client client;

    /** How many runs have left the worker's device, and seconds in all. */
    private record Leaves(double count, double seconds, double overrun) {
        static Leaves read(URI worker) throws IOException, InterruptedException {
            Map<String, Double> figures = Metrics.read(worker);
            return new Leaves(
                    figures.getOrDefault(
                            "sfumato_worker_leave_seconds_count{device=\"cpu:0\"}", 0.0),
                    figures.getOrDefault("sfumato_worker_leave_seconds_sum{device=\"cpu:0\"}", 0.0),
                    figures.getOrDefault(
                            "sfumato_worker_leave_overrun_seconds_sum{device=\"cpu:0\"}", 0.0));
        }

        /** Once one more has left; none does where the run had lost its lock just then. */
        Leaves next(URI worker) throws IOException, InterruptedException {
            long end = System.nanoTime() + LEAVE.toNanos();
            Leaves now = read(worker);
            while (now.count == count && System.nanoTime() < end) {
                now = read(worker);
            }
            return now;
        }
    }

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
        URI metrics = URI.create(worker.address());
        Deque<String> running = new ArrayDeque<>();
        List<Double> gone = new ArrayList<>();
        List<Double> overrun = new ArrayList<>();
        Map<String, Duration> seen;
        try (CancelClock clock = CancelClock.start(client)) {
            while (running.size() < UNDER_WAY) {
                running.add(submit(clock));
            }
            for (int i = 0; i < CANCELS; i++) {
                String id = running.remove();
                clock.awaitStep(id, 1 + random.nextInt(5), PATIENCE);
                Leaves before = Leaves.read(metrics);
                // When
                client.delete("/v1/generations/" + id);
                // Then
                clock.awaitEnd(id, PATIENCE);
                Leaves after = before.next(metrics);
                if (after.count() == before.count() + 1) {
                    gone.add(1e3 * (after.seconds() - before.seconds()));
                    overrun.add(1e3 * (after.overrun() - before.overrun()));
                }
                running.add(submit(clock));
            }
            assertThat(clock.terminals(running)).isZero();
            seen = clock.sinceRead(worker);
        }
        assertThat(seen).isNotEmpty();
        assertThat(gone).isNotEmpty();
        report(seen.values(), gone, overrun, Metrics.read(metrics));
    }

    private static void report(
            Collection<Duration> seen,
            List<Double> gone,
            List<Double> overrun,
            Map<String, Double> figures) {
        List<Double> heard = seen.stream().map(time -> time.toNanos() / 1e6).toList();
        String step = "sfumato_worker_call_seconds_%s{component=\"unet\",device=\"cpu:0\"}";
        double steps = figures.getOrDefault(step.formatted("count"), 1.0);
        double mean = 1e3 * figures.getOrDefault(step.formatted("sum"), 0.0) / steps;
        Mode.report(
                ("cancel: %d under load; from the worker's reading of the control record to the"
                                + " watcher's `cancelled`: %s")
                        .formatted(heard.size(), spread(heard)));
        Mode.report(
                "cancel: of %d the rows gone after %s; beyond the call under way: %s; a step takes %.0f ms (mean)"
                        .formatted(gone.size(), spread(gone), spread(overrun), mean));
    }

    private static String spread(List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        return "p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms"
                .formatted(
                        part(sorted, 0.5), part(sorted, 0.9), part(sorted, 0.99), part(sorted, 1));
    }

    private static double part(List<Double> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }

    private String submit(CancelClock clock) throws IOException, InterruptedException {
        String id = client.submit(LONG);
        clock.watch(id);
        return id;
    }
}
