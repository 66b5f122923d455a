package dev.sfumato.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.benchmarks.measure.Json;
import dev.sfumato.benchmarks.measure.Spread;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What the forks of the step-by-step comparison say together.
 *
 * @param rounds pictures of all forks, disturbed ones left out
 * @param forks how many processes
 * @param difference largest difference between the contestants' pictures, in levels
 */
record StepReport(Rounds<JsonNode> rounds, int forks, int difference) {
    private static final int WALL = 0;
    private static final int PROCESSOR = 1;
    private static final int ALLOCATED = 2;
    private static final double MILLISECOND = 1e-6;

    /** Of what {@link StepFork#run} gave in each process. */
    static StepReport of(List<JsonNode> forks) {
        List<JsonNode> rounds = new ArrayList<>();
        int difference = 0;
        for (JsonNode fork : forks) {
            fork.path("rounds").forEach(rounds::add);
            difference = Math.max(difference, fork.path("difference").asInt());
        }
        return new StepReport(
                Rounds.of(rounds, round -> round.path("others").asDouble()),
                forks.size(),
                difference);
    }

    /** A table: contestants, time, processor time, ratios to the bare loop, allocation. */
    String table() {
        var text = new StringBuilder();
        text.append(
                "| per step | ms | processor ms | ms / bare | processor ms / bare | KB allocated"
                        + " |\n");
        text.append("| --- | --- | --- | --- | --- | --- |\n");
        for (String name : names()) {
            text.append(
                    "| %s | %s | %s | %s | %s | %.2f |\n"
                            .formatted(
                                    name,
                                    scaled(name, WALL).text(2),
                                    scaled(name, PROCESSOR).text(2),
                                    ratio(name, WALL).text(3),
                                    ratio(name, PROCESSOR).text(3),
                                    Spread.of(values(name, ALLOCATED)).median() / 1024));
        }
        text.append(
                "\n%d processes, pictures: %s; %d steps counted each; median (quartiles); largest difference of a picture %d of 255.\n"
                        .formatted(
                                forks,
                                rounds.text(),
                                values(StepFork.OURS, WALL).size(),
                                difference));
        return text.toString();
    }

    /** The same figures as a tree. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("processes", forks);
        json.put("rounds", rounds.all());
        json.put("rounds_quiet", rounds.quiet());
        json.put("rounds_kept", rounds.kept().size());
        json.put("picture_difference", difference);
        for (String name : names()) {
            ObjectNode one = json.putObject(name);
            one.set("milliseconds", Json.tree(scaled(name, WALL)));
            one.set("processor_milliseconds", Json.tree(scaled(name, PROCESSOR)));
            one.set("ratio_to_bare", Json.tree(ratio(name, WALL)));
            one.set("processor_ratio_to_bare", Json.tree(ratio(name, PROCESSOR)));
            one.set("allocated_bytes", Json.tree(Spread.of(values(name, ALLOCATED))));
        }
        return json;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(List.of(StepFork.BARE));
        if (rounds.kept().getFirst().has(StepFork.CONTROL)) {
            names.add(StepFork.CONTROL);
        }
        names.add(StepFork.OURS);
        return names;
    }

    /** Step by step: the steps that stand beside each other were made right after each other. */
    private Spread ratio(String name, int measure) {
        List<Double> ratios = new ArrayList<>();
        pairs(name, (one, bare) -> ratios.add(value(one, measure) / value(bare, measure)));
        return Spread.of(ratios);
    }

    private Spread scaled(String name, int measure) {
        return Spread.of(values(name, measure).stream().map(value -> MILLISECOND * value).toList());
    }

    private List<Double> values(String name, int measure) {
        List<Double> values = new ArrayList<>();
        pairs(name, (one, bare) -> values.add(value(one, measure)));
        return values;
    }

    private void pairs(String name, BiConsumer<JsonNode, JsonNode> each) {
        for (JsonNode round : rounds.kept()) {
            for (int step = 0; step < round.path(name).size(); step++) {
                each.accept(round.path(name).get(step), round.path(StepFork.BARE).get(step));
            }
        }
    }

    private static double value(JsonNode step, int measure) {
        return step.get(measure).asDouble();
    }
}
