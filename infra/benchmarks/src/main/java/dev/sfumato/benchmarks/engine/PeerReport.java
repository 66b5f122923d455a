package dev.sfumato.benchmarks.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.benchmarks.measure.Json;
import dev.sfumato.benchmarks.measure.Spread;
import dev.sfumato.benchmarks.measure.Use;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the rounds of pictures say. The first peer is this project's engine. */
final class PeerReport {
    private final PeerRounds peers;
    private final Rounds<Map<String, Use>> rounds;
    private final String ours;

    PeerReport(PeerRounds peers, String ours) {
        this.peers = peers;
        this.ours = ours;
        rounds =
                Rounds.of(
                        peers.rounds(),
                        round -> round.values().stream().mapToDouble(Use::others).max().orElse(0));
    }

    /** A table with a line per peer. */
    String table() {
        var text = new StringBuilder();
        text.append(
                "| per picture | s | processor s | s, ours / theirs | processor s, ours / theirs |"
                        + " start to first picture, s | peak resident MB | picture differs by |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (String name : peers.starts().keySet()) {
            text.append(
                    "| %s | %s | %s | %s | %s | %.1f | %.0f | %d |\n"
                            .formatted(
                                    name,
                                    spread(name, Use::seconds).text(2),
                                    spread(name, Use::processorSeconds).text(2),
                                    ratio(name, Use::seconds).text(3),
                                    ratio(name, Use::processorSeconds).text(3),
                                    first(name).median(),
                                    peak(name),
                                    peers.differences().get(name)));
        }
        text.append(
                "\nRounds: %s; median (quartiles); the picture's largest difference from ours in levels of 255.\n"
                        .formatted(rounds.text()));
        return text.toString();
    }

    /** The same figures as a tree. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("rounds", rounds.all());
        json.put("rounds_quiet", rounds.quiet());
        json.put("rounds_kept", rounds.kept().size());
        for (String name : peers.starts().keySet()) {
            ObjectNode one = json.putObject(name);
            one.set("versions", peers.versions().get(name));
            one.set("seconds", Json.tree(spread(name, Use::seconds)));
            one.set("processor_seconds", Json.tree(spread(name, Use::processorSeconds)));
            one.set("ours_to_theirs", Json.tree(ratio(name, Use::seconds)));
            one.set("processor_ours_to_theirs", Json.tree(ratio(name, Use::processorSeconds)));
            one.set("others", Json.tree(spread(name, Use::others)));
            one.set("first_picture_seconds", Json.tree(first(name)));
            one.put("peak_mebibytes", peak(name));
            one.put("picture_difference", peers.differences().get(name));
        }
        return json;
    }

    private Spread spread(String name, ToDoubleFunction<Use> measure) {
        return Spread.of(values(name, measure));
    }

    private List<Double> values(String name, ToDoubleFunction<Use> measure) {
        return rounds.kept().stream().map(round -> measure.applyAsDouble(round.get(name))).toList();
    }

    private Spread ratio(String name, ToDoubleFunction<Use> measure) {
        return Spread.of(
                rounds.kept().stream()
                        .map(
                                round ->
                                        measure.applyAsDouble(round.get(ours))
                                                / measure.applyAsDouble(round.get(name)))
                        .toList());
    }

    private Spread first(String name) {
        return Spread.of(
                peers.starts().get(name).stream().map(PeerRounds.Start::firstSeconds).toList());
    }

    /** Of the process that made the most pictures. */
    private double peak(String name) {
        return peers.starts().get(name).stream()
                .mapToDouble(PeerRounds.Start::peakMebibytes)
                .max()
                .orElseThrow();
    }
}
