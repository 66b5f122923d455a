package dev.sfumato.benchmarks.accepting;

import dev.sfumato.benchmarks.accepting.AcceptingReport.Rounds;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The benchmark {@code ingest}. */
@Command(
        name = "ingest",
        description = "What accepting a request costs, beside a bare handler with a producer.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class IngestCommand implements Callable<Integer> {
    private static final int SLOTS = 100_000;

    /** Samples after which the worker is heard of again, before it counts as silent. */
    private static final int BEAT = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Option(names = "--rounds", paramLabel = "N", description = "of each contestant")
    private int rounds = 7;

    @Option(names = "--seconds", paramLabel = "S", description = "of each round")
    private int seconds = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "of the way, and of both in turns, before anything is counted")
    private int warmUp = 30;

    @Option(names = "--clients", paramLabel = "N", description = "that ask at the same time")
    private int clients = 32;

    @Option(names = "--samples", paramLabel = "N", description = "of the way to the work topic")
    private int samples = 500;

    @Option(names = "--gap", paramLabel = "MS", description = "between two samples")
    private int gap = 20;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go")
    private Path out = Path.of("infra/benchmarks/target/results/ingest");

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Path data = Files.createTempDirectory(out, "data");
        try (var bench = new Bench(data);
                var load = new Load(bench.vertx(), clients)) {
            String text = added(bench, load) + "\n" + rates(bench, load);
            Files.writeString(out.resolve("ingest.md"), text);
            System.out.println(text);
        }
        return 0;
    }

    /** One request at a time, once the way is warm. */
    private String added(Bench bench, Load load) throws Exception {
        List<Double> millis = new ArrayList<>();
        try (var work = new WorkTopic(bench.kafka())) {
            long warm = System.nanoTime() + warmUp * SECOND.toNanos();
            while (System.nanoTime() < warm) {
                bench.beat(SLOTS);
                for (int i = 0; i < BEAT; i++) {
                    way(bench, load, work);
                }
            }
            for (int i = 0; i < samples; i++) {
                if (i % BEAT == 0) {
                    bench.beat(SLOTS);
                }
                millis.add(way(bench, load, work));
                LockSupport.parkNanos(Duration.ofMillis(gap).toNanos());
            }
        }
        return AcceptingReport.added(millis);
    }

    /** Milliseconds from an answer to its job on the work topic. */
    private static double way(Bench bench, Load load, WorkTopic work) throws Exception {
        String id =
                load.ask(bench.ingestPort())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        long answered = System.nanoTime();
        return (work.await(id, PATIENCE) - answered) / 1e6;
    }

    /** In turns, the first of the turn changing, once both are warm. */
    private String rates(Bench bench, Load load) throws Exception {
        List<Load.Seen> bare = new ArrayList<>();
        List<Load.Seen> door = new ArrayList<>();
        List<Load.Seen> whole = new ArrayList<>();
        bench.goOn(false);
        for (int second = 0; second < warmUp; second++) {
            load.run(second % 2 == 0 ? bench.barePort() : bench.ingestPort(), SECOND);
        }
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < 2; turn++) {
                boolean isBare = (turn + round) % 2 == 0;
                int port = isBare ? bench.barePort() : bench.ingestPort();
                Load.Seen seen = load.run(port, Duration.ofSeconds(seconds));
                (isBare ? bare : door).add(seen);
            }
        }
        bench.goOn(true);
        for (int round = 0; round < rounds; round++) {
            whole.add(load.run(bench.ingestPort(), Duration.ofSeconds(seconds)));
        }
        return AcceptingReport.rates(
                List.of(
                        new Rounds("bare handler", bare),
                        new Rounds("the door", door),
                        new Rounds("the door with all that follows", whole)));
    }
}
