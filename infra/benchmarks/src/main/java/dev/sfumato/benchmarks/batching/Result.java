package dev.sfumato.benchmarks.batching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.benchmarks.measure.Json;

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

    /**
     * What {@link #json} gave, several times: cells of equal load become one, the best capacity
     * counts, since whatever disturbs only lowers it.
     */
    static Result of(List<JsonNode> runs) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        Map<String, Map<Contestant, Double>> capacities = new LinkedHashMap<>();
        for (JsonNode run : runs) {
            for (JsonNode each : run.path("cells")) {
                Cell cell = Cell.of(each);
                String key = "%s %s %s".formatted(cell.part(), cell.load(), cell.contestant());
                cells.merge(key, cell, Cell::and);
            }
            run.path("capacities")
                    .forEachEntry(
                            (part, rates) ->
                                    raise(
                                            capacities.computeIfAbsent(
                                                    part, any -> new EnumMap<>(Contestant.class)),
                                            rates));
        }
        return new Result(List.copyOf(cells.values()), capacities);
    }

    private static void raise(Map<Contestant, Double> best, JsonNode rates) {
        rates.forEachEntry(
                (contestant, rate) ->
                        best.merge(Contestant.valueOf(contestant), rate.asDouble(), Math::max));
    }
}
