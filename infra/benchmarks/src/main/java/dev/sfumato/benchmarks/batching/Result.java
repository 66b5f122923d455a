package dev.sfumato.benchmarks.batching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.benchmarks.measure.Json;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param cells every contestant at every load
 * @param capacities pictures per second of each contestant that has a backlog, by part
 */
record Result(List<Cell> cells, Map<String, Map<Contestant, Double>> capacities) {
    Result {
        cells = List.copyOf(cells);
        capacities = Map.copyOf(capacities);
    }

    /** As a tree. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        ObjectNode capacity = json.putObject("capacities");
        capacities.forEach(
                (part, each) -> {
                    ObjectNode one = capacity.putObject(part);
                    each.forEach((contestant, rate) -> one.put(contestant.name(), rate));
                });
        json.putArray("cells").addAll(cells.stream().map(Cell::json).toList());
        return json;
    }

    /** What {@link #json} gave, several times: cells of equal load become one. */
    static Result of(List<JsonNode> runs) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        Map<String, Map<Contestant, List<Double>>> rates = new LinkedHashMap<>();
        for (JsonNode run : runs) {
            for (JsonNode each : run.path("cells")) {
                Cell cell = Cell.of(each);
                String key = "%s %s %s".formatted(cell.part(), cell.load(), cell.contestant());
                cells.merge(key, cell, Cell::and);
            }
            run.path("capacities")
                    .forEachEntry(
                            (part, each) ->
                                    each.forEachEntry(
                                            (contestant, rate) ->
                                                    rates.computeIfAbsent(
                                                                    part,
                                                                    any ->
                                                                            new EnumMap<>(
                                                                                    Contestant
                                                                                            .class))
                                                            .computeIfAbsent(
                                                                    Contestant.valueOf(contestant),
                                                                    any -> new ArrayList<>())
                                                            .add(rate.asDouble())));
        }
        Map<String, Map<Contestant, Double>> means = new LinkedHashMap<>();
        rates.forEach((part, each) -> means.put(part, means(each)));
        return new Result(List.copyOf(cells.values()), means);
    }

    private static Map<Contestant, Double> means(Map<Contestant, List<Double>> rates) {
        Map<Contestant, Double> means = new EnumMap<>(Contestant.class);
        rates.forEach(
                (contestant, all) ->
                        means.put(
                                contestant,
                                all.stream()
                                        .mapToDouble(Double::doubleValue)
                                        .average()
                                        .orElseThrow()));
        return means;
    }
}
