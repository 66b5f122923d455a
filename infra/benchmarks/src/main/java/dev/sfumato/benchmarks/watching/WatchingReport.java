package dev.sfumato.benchmarks.watching;

import dev.sfumato.benchmarks.measure.Spread;
import dev.sfumato.benchmarks.watching.Side.Seen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The tables of what was measured. */
final class WatchingReport {
    private WatchingReport() {}

    /** A contestant at the steady rate, by rounds. */
    static final class Row {
        private final String name;
        private final List<Seen> seen = new ArrayList<>();
        private final List<Double> processor = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> micros = new ArrayList<>();
        private final List<Double> heavyShares = new ArrayList<>();
        private long missing;

        Row(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        /**
         * One more round.
         *
         * @param cores that the server kept busy at the steady rate, on average
         * @param perSecond messages of a burst to the clients that are measured
         * @param work microseconds of processor time that a burst took the server for each message
         * @param heavyShare messages to the heavy clients, as a share of all there were
         */
        void add(
                Seen one,
                long expected,
                double cores,
                double perSecond,
                double work,
                double heavyShare) {
            seen.add(one);
            processor.add(cores);
            rates.add(perSecond);
            micros.add(work);
            heavyShares.add(heavyShare);
            missing += expected - one.count();
        }

        private String text(Row bare, Row calm) {
            return "| %s | %s | %s | %s | %s | %s | %s | %s | %d | %s |\n"
                    .formatted(
                            name,
                            Spread.of(rates).text(0),
                            ratio(rates, bare.rates),
                            Spread.of(micros).text(1),
                            Spread.of(p50()).text(1),
                            Spread.of(p99()).text(1),
                            ratio(p99(), calm.p99()),
                            Spread.of(processor).text(2),
                            missing,
                            Spread.of(heavyShares).text(2));
        }

        private List<Double> p50() {
            return seen.stream().map(Seen::p50).toList();
        }

        private List<Double> p99() {
            return seen.stream().map(Seen::p99).toList();
        }

        private static String ratio(List<Double> ours, List<Double> theirs) {
            return Spread.of(
                            IntStream.range(0, ours.size())
                                    .mapToObj(i -> ours.get(i) / theirs.get(i))
                                    .toList())
                    .text(2);
        }
    }

    /**
     * What a burst brings, then delays at the steady rate. Ratios are within a round: of rates to
     * the bare one's, of 99th percentiles to those of the gateway whose clients all read.
     */
    static String text(Row bare, Row calm, Row held) {
        var text = new StringBuilder();
        text.append(
                "| | messages per second | of bare | µs each | p50 ms | p99 ms | p99 of all reading"
                        + " |");
        text.append(" cores | missing | heavy clients' |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (Row row : List.of(bare, calm, held)) {
            text.append(row.text(bare, calm));
        }
        return text.toString();
    }

    /** A line about what a server holds. */
    static String memory(String name, Side side) throws IOException, InterruptedException {
        return "\n%s: %.1f KB of heap for each socket, %.0f MiB resident at most, %s sockets open.\n"
                .formatted(name, side.heapPerSocket(), side.peakMebibytes(), side.open());
    }
}
