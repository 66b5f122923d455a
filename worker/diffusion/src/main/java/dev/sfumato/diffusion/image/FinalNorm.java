package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.LayerNorm;
import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.model.GraphWeights;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the layer normalisation at the end of a text encoder by the operators before its output,
 * not by names, which exporters choose freely and share between equal weights.
 */
final class FinalNorm {
    private static final List<String> PASSING = List.of("Identity", "Cast");

    private final Graph graph;
    private final Map<String, Graph.Node> makers = new HashMap<>();

    private FinalNorm(Graph graph) {
        this.graph = graph;
        for (Graph.Node node : graph.nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
        }
    }

    /**
     * The normalisation that makes {@code output}; empty if another kind of operator makes it.
     *
     * @param epsilon from the encoder's configuration
     */
    static Optional<LayerNorm> find(Graph graph, String output, double epsilon) {
        var search = new FinalNorm(graph);
        List<String> names = search.weights(search.makers.get(search.origin(output)));
        if (names.isEmpty()) {
            return Optional.empty();
        }
        Optional<float[]> scale = GraphWeights.floats(graph, names.getFirst());
        Optional<float[]> shift = GraphWeights.floats(graph, names.getLast());
        return scale.isPresent() && shift.isPresent() && scale.get().length == shift.get().length
                ? Optional.of(new LayerNorm(scale.get(), shift.get(), epsilon))
                : Optional.empty();
    }

    /** Names of scale and shift, in that order; none if {@code last} is something else. */
    private List<String> weights(Graph.@Nullable Node last) {
        if (last == null) {
            return List.of();
        }
        return switch (last.operator()) {
            case "LayerNormalization" -> pair(last, 1, 2);
            case "SkipLayerNormalization" -> pair(last, 2, 3);
            case "Add" -> taken("Add", last);
            default -> List.of();
        };
    }

    private List<String> pair(Graph.Node node, int scale, int shift) {
        if (node.inputs().size() <= shift) {
            return List.of();
        }
        String first = origin(node.inputs().get(scale));
        String second = origin(node.inputs().get(shift));
        return isVector(first) && isVector(second) ? List.of(first, second) : List.of();
    }

    /** Written out as operators: the shift's addition, before it the scale's product. */
    private List<String> taken(String operator, Graph.Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            String weight = origin(node.inputs().get(i));
            if (!node.operator().equals(operator) || !isVector(weight)) {
                continue;
            }
            if (operator.equals("Mul")) {
                return List.of(weight);
            }
            Graph.Node before = makers.get(origin(node.inputs().get(1 - i)));
            List<String> scale = before == null ? List.of() : taken("Mul", before);
            return scale.isEmpty() ? scale : List.of(scale.getFirst(), weight);
        }
        return List.of();
    }

    private String origin(String name) {
        Graph.Node maker = makers.get(name);
        return maker != null && PASSING.contains(maker.operator())
                ? origin(maker.inputs().getFirst())
                : name;
    }

    private boolean isVector(String name) {
        return graph.weights().getOrDefault(name, List.of()).size() == 1;
    }
}
