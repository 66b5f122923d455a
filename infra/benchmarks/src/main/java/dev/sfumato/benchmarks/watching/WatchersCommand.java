package dev.sfumato.benchmarks.watching;

import io.vertx.core.Vertx;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** The clients of one server, led by lines on standard input; part of the benchmark. */
@Command(name = "gateway-clients", description = "Part of gateway.", hidden = true)
public final class WatchersCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(2);

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--sockets", required = true)
    private int sockets;

    @Option(names = "--ids", required = true, description = "file of generations, one a line")
    private Path ids;

    @Option(
            names = "--epoch",
            required = true,
            description = "the nanosecond that steps count from")
    private long epoch;

    @Option(names = "--heavy-every", required = true)
    private int heavyEvery;

    @Option(names = "--heavy-watch", required = true)
    private int heavyWatch;

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Vertx.vertx();
        var watchers = new Watchers(vertx, port, Files.readAllLines(ids), epoch);
        watchers.open(sockets, heavyEvery, heavyWatch, PATIENCE);
        try (var lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(Child.ANSWER + answer(watchers, line));
            }
        }
        vertx.close();
        return 0;
    }

    private static String answer(Watchers watchers, String line) {
        String[] words = line.split(" ", -1);
        return switch (words[0]) {
            case "ready" -> String.valueOf(watchers.connected());
            case "clear" -> {
                watchers.delays().clear();
                yield "cleared";
            }
            case "hold" -> {
                watchers.hold(words[1].equals("on"));
                yield "done";
            }
            case "wait" -> {
                await(watchers.delays(), Long.parseLong(words[1]));
                yield told(watchers.delays(), watchers.heavyCount());
            }
            default -> "unknown: " + line;
        };
    }

    private static void await(Delays delays, long count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos() / 2;
        while (delays.count() < count && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static String told(Delays delays, long heavyCount) {
        return "%d %.3f %.3f %d"
                .formatted(delays.count(), delays.millis(0.5), delays.millis(0.99), heavyCount);
    }
}
