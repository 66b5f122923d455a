package dev.sfumato.benchmarks.batching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Tables and plots of a result. */
record BatchingReport(Result result) {
    private static final Map<Contestant, String> COLORS =
            Map.of(
                    Contestant.CONTINUOUS, "#1b7f5c",
                    Contestant.STATIC, "#d1603d",
                    Contestant.ONE, "#5b6c8f");

    /** What was measured, by name. */
    List<String> parts() {
        return result.cells().stream().map(Cell::part).distinct().toList();
    }

    /** All tables. */
    String text() {
        var text = new StringBuilder();
        for (String part : parts()) {
            text.append("### ").append(part).append("\n\n").append(capacities(part));
            text.append(table(part)).append("\n");
        }
        return text.toString();
    }

    /** Time to first step and to picture over the load, as SVG. */
    String plot(String part) {
        return LinePlot.document(
                List.of(
                        plot(
                                part,
                                "first step, p99, seconds",
                                cell -> Cell.quantile(cell.firstStep(), 0.99)),
                        plot(part, "picture, mean, seconds", Cell::meanPicture),
                        plot(
                                part,
                                "picture, p99, seconds",
                                cell -> Cell.quantile(cell.picture(), 0.99))),
                "load");
    }

    private String capacities(String part) {
        List<String> rates = new ArrayList<>();
        Map<Contestant, Double> known = result.capacities().getOrDefault(part, Map.of());
        known.forEach(
                (contestant, rate) -> rates.add("%s %.2f".formatted(contestant.title(), rate)));
        return "Pictures per second from a backlog: " + String.join(", ", rates) + ".\n\n";
    }

    private String table(String part) {
        var text =
                new StringBuilder(
                        "| load | | pictures/s | first step p50, s | p99 | p99 beyond alone, in"
                            + " steps | picture mean, s | p50 | p99 | rows per call |\n"
                            + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (Cell cell : cells(part)) {
            text.append(row(cell));
        }
        return text.append(counted(part)).toString();
    }

    private static String row(Cell cell) {
        return "| %.2f | %s | %.2f | %.3f | %.3f | %.1f | %.2f | %.2f | %.2f | %.1f |\n"
                .formatted(
                        cell.load(),
                        cell.contestant().title(),
                        cell.throughput(),
                        Cell.quantile(cell.firstStep(), 0.5),
                        Cell.quantile(cell.firstStep(), 0.99),
                        Cell.quantile(cell.excess(), 0.99) / cell.step(),
                        cell.meanPicture(),
                        Cell.quantile(cell.picture(), 0.5),
                        Cell.quantile(cell.picture(), 0.99),
                        cell.callRows());
    }

    private String counted(String part) {
        int least = cells(part).stream().mapToInt(cell -> cell.picture().length).min().orElse(0);
        int most = cells(part).stream().mapToInt(cell -> cell.picture().length).max().orElse(0);
        int failed = cells(part).stream().mapToInt(Cell::failed).sum();
        double others = cells(part).stream().mapToDouble(Cell::others).max().orElse(0);
        return "\n%d to %d pictures counted in each line, %d failed; other processes took %.0f %% of the machine at most.\n"
                .formatted(least, most, failed, 100 * others);
    }

    private LinePlot plot(String part, String title, ToDoubleFunction<Cell> value) {
        List<Double> loads = cells(part).stream().map(Cell::load).distinct().sorted().toList();
        List<LinePlot.Line> lines = new ArrayList<>();
        for (Contestant contestant : Contestant.values()) {
            List<Double> values =
                    cells(part).stream()
                            .filter(cell -> cell.contestant() == contestant)
                            .map(value::applyAsDouble)
                            .toList();
            if (!values.isEmpty()) {
                String color = COLORS.getOrDefault(contestant, "black");
                lines.add(new LinePlot.Line(contestant.title(), color, values));
            }
        }
        return new LinePlot(title, loads, lines);
    }

    /** By load, then contestant. */
    private List<Cell> cells(String part) {
        return result.cells().stream()
                .filter(cell -> cell.part().equals(part))
                .sorted(Comparator.comparingDouble(Cell::load).thenComparing(Cell::contestant))
                .toList();
    }
}
