package dev.sfumato.benchmarks.watching;

import dev.sfumato.benchmarks.watching.Side.Seen;
import dev.sfumato.benchmarks.watching.WatchingReport.Row;

import java.io.IOException;

/** The measurements, in turns. One thread. */
final class Watching {
    private static final int WARM_UP = 2;

    private final Source source;
    private final double fanOut;
    private final double heavyFanOut;
    private final int rate;
    private final int seconds;
    private final int burst;

    /**
     * What to do in each turn.
     *
     * @param fanOut messages of an event to the clients that are measured, on average
     * @param heavyFanOut the same of the heavy clients
     */
    Watching(Source source, double fanOut, double heavyFanOut, int rate, int seconds, int burst) {
        this.source = source;
        this.fanOut = fanOut;
        this.heavyFanOut = heavyFanOut;
        this.rate = rate;
        this.seconds = seconds;
        this.burst = burst;
    }

    /** A burst: messages to the measured clients per second, and the server's work for each. */
    private record Burst(double perSecond, double micros) {}

    /** Runs all rounds, {@value #WARM_UP} before them not counted, and returns the report. */
    String run(Side bare, Side ours, int rounds) throws IOException, InterruptedException {
        var bareRow = new Row("bare broadcaster");
        var calmRow = new Row("gateway");
        var heldRow = new Row("gateway, one client in a hundred never reads");
        for (int round = -WARM_UP; round < rounds; round++) {
            boolean counts = round >= 0;
            // The first turn of each goes round, so that nobody always follows the same one.
            for (int turn = 0; turn < 3; turn++) {
                switch (Math.floorMod(round + turn, 3)) {
                    case 0 -> measure(bare, bareRow, counts);
                    case 1 -> measure(ours, calmRow, counts);
                    default -> {
                        ours.hold(true);
                        measure(ours, heldRow, counts);
                        ours.hold(false);
                        burst(ours);
                    }
                }
            }
        }
        return WatchingReport.text(bareRow, calmRow, heldRow)
                + WatchingReport.memory("bare broadcaster", bare)
                + WatchingReport.memory("gateway", ours);
    }

    /** A burst, which fills what fills up, and then the steady rate. */
    private void measure(Side side, Row row, boolean counts)
            throws IOException, InterruptedException {
        long heavyBefore = side.await(0).heavyCount();
        Burst atOnce = burst(side);
        side.clear();
        double before = side.processorSeconds();
        int events = rate * seconds;
        source.steadily(side.topic(), rate, events);
        long expected = Math.round(events * fanOut);
        Seen seen = side.await(expected);
        double cores = (side.processorSeconds() - before) / seconds;
        double heavyShare = (seen.heavyCount() - heavyBefore) / ((events + burst) * heavyFanOut);
        System.err.printf(
                "%s: %.0f/s of %.1f µs, p50 %.1f, p99 %.1f, %.2f cores, %.2f of the heavy"
                        + " clients'%n",
                row.name(),
                atOnce.perSecond(),
                atOnce.micros(),
                seen.p50(),
                seen.p99(),
                cores,
                heavyShare);
        if (counts) {
            row.add(seen, expected, cores, atOnce.perSecond(), atOnce.micros(), heavyShare);
        }
    }

    /** From the first event sent to the last message received by those that are measured. */
    private Burst burst(Side side) throws IOException, InterruptedException {
        side.clear();
        long heavyBefore = side.await(0).heavyCount();
        double before = side.processorSeconds();
        long start = System.nanoTime();
        source.burst(side.topic(), burst);
        Seen seen = side.await(Math.round(burst * fanOut));
        double took = (System.nanoTime() - start) / 1e9;
        double worked = side.processorSeconds() - before;
        long messages = seen.count() + seen.heavyCount() - heavyBefore;
        return new Burst(seen.count() / took, worked * 1e6 / messages);
    }
}
