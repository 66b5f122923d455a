package dev.sfumato.diffusion.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An estimate of a graph's multiply-adds from its weights: each convolution and matrix product
 * counts its weights times the positions they are applied to. Positions are followed from the
 * picture-shaped input through strides and up-samplings; products of two activations (attention
 * itself) are left out. Good to some ten percent, which is what fairness needs.
 */
public final class Multiplications {
    private static final double ROW = -1;

    private final Map<String, Double> areas = new HashMap<>();
    private final Map<String, List<Long>> weights;
    private double perArea;

    private Multiplications(Graph graph, String spatial) {
        weights = new HashMap<>(graph.weights());
        areas.put(spatial, 1.0);
    }

    /**
     * Multiply-adds per position of the input {@code spatial} (rows times columns), for one row.
     *
     * @param spatial the input that has rows and columns
     */
    public static double perPosition(Graph graph, String spatial) {
        var count = new Multiplications(graph, spatial);
        graph.nodes().forEach(count::visit);
        return count.perArea;
    }

    /**
     * Area relative to the input's of each tensor, {@link #ROW} where it has no rows and columns.
     */
    private void visit(Graph.Node node) {
        if (weights.containsKey(node.inputs().isEmpty() ? "" : node.inputs().getFirst())) {
            pass(node);
            return;
        }
        double area =
                node.inputs().stream()
                        .mapToDouble(input -> areas.getOrDefault(input, ROW))
                        .max()
                        .orElse(ROW);
        double work = weights(node);
        double out = area;
        if (area > 0) {
            switch (node.operator()) {
                case "Conv" -> {
                    double stride = product(node.strides());
                    out = area / stride;
                    perArea += work * out;
                }
                case "ConvTranspose" -> {
                    out = area * product(node.strides());
                    perArea += work * area;
                }
                case "MatMul", "Gemm" -> perArea += work * area;
                case "Resize", "Upsample" -> out = area * 4;
                case "Shape", "GlobalAveragePool", "ReduceMean" -> out = ROW;
                default -> out = area;
            }
        }
        for (String output : node.outputs()) {
            areas.put(output, out);
        }
    }

    /** A stored weight that is converted or turned before use is the same weight. */
    private void pass(Graph.Node node) {
        switch (node.operator()) {
            case "Cast", "Transpose", "Identity", "DequantizeLinear" ->
                    weights.put(node.outputs().getFirst(), weights.get(node.inputs().getFirst()));
            default -> {}
        }
    }

    private double weights(Graph.Node node) {
        return switch (node.operator()) {
            case "Conv", "ConvTranspose", "MatMul", "Gemm" ->
                    node.inputs().stream()
                            .skip(1)
                            .limit(1)
                            .mapToDouble(input -> product(weights.getOrDefault(input, List.of(0L))))
                            .sum();
            default -> 0;
        };
    }

    private static double product(List<Long> numbers) {
        double product = 1;
        for (long number : numbers) {
            product *= number;
        }
        return product;
    }
}
