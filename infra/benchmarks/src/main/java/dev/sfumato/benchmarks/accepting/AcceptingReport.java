package dev.sfumato.benchmarks.accepting;

import dev.sfumato.benchmarks.measure.Spread;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** The tables of what was measured. */
final class AcceptingReport {
    private AcceptingReport() {}

    /**
     * Rates and latencies, by rounds: each list has one value for each round.
     *
     * @param name of the contestant
     */
    record Rounds(String name, List<Load.Seen> seen) {
        Rounds {
            seen = List.copyOf(seen);
        }
    }

    /** A table in Markdown; ratios are to the first, within a round. */
    static String rates(List<Rounds> contestants) {
        var text = new StringBuilder();
        text.append("| | accepted per second | ours / bare | p50 ms | p99 ms | refused |\n");
        text.append("| --- | --- | --- | --- | --- | --- |\n");
        Rounds bare = contestants.getFirst();
        for (Rounds each : contestants) {
            List<Double> ratios =
                    IntStream.range(0, each.seen().size())
                            .mapToObj(i -> each.seen().get(i).rate() / bare.seen().get(i).rate())
                            .toList();
            text.append(
                    "| %s | %s | %s | %s | %s | %d |\n"
                            .formatted(
                                    each.name(),
                                    of(each.seen().stream().map(Load.Seen::rate).toList(), 0),
                                    of(ratios, 2),
                                    of(each.seen().stream().map(Load.Seen::p50).toList(), 1),
                                    of(each.seen().stream().map(Load.Seen::p99).toList(), 1),
                                    each.seen().stream().mapToInt(Load.Seen::refused).sum()));
        }
        return text.toString();
    }

    /** One line about the way from the answer to the work topic, in milliseconds. */
    static String added(List<Double> millis) {
        List<Double> sorted = new ArrayList<>(millis);
        sorted.sort(null);
        double[] all = sorted.stream().mapToDouble(Double::doubleValue).toArray();
        return "From 202 to the work record: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, %d requests.\n"
                .formatted(
                        Spread.quantile(all, 0.5),
                        Spread.quantile(all, 0.9),
                        Spread.quantile(all, 0.99),
                        all.length);
    }

    private static String of(Collection<Double> values, int decimals) {
        return Spread.of(values).text(decimals);
    }
}
