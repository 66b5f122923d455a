package dev.sfumato.diffusion.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an ONNX file says of itself, read without a runtime.
 *
 * @param file the file
 * @param inputs its inputs, in the file's order, weights left out
 * @param optional weights that a run may replace, as adapters do
 * @param outputs its outputs, in the file's order
 * @param nodes its operators, in order
 * @param weights dimensions of each initializer
 */
public record Graph(
        Path file,
        List<Port> inputs,
        List<Port> optional,
        List<Port> outputs,
        List<Node> nodes,
        Map<String, List<Long>> weights) {
    /** ONNX's number for float32. */
    public static final int FLOAT = 1;

    /** ONNX's number for int32. */
    public static final int INT32 = 6;

    /** ONNX's number for int64. */
    public static final int INT64 = 7;

    /** ONNX's number for float16. */
    public static final int FLOAT16 = 10;

    /**
     * An input or output.
     *
     * @param type ONNX's element type number
     * @param dimensions fixed sizes; -1 where the size is free
     */
    public record Port(String name, int type, List<Long> dimensions) {
        /** How many dimensions it has, the batch included. */
        public int rank() {
            return dimensions.size();
        }
    }

    /** An operator; {@code strides} as declared, empty if not. */
    public record Node(
            String operator, List<String> inputs, List<String> outputs, List<Long> strides) {}

    /** The input of that name. */
    public Optional<Port> input(String name) {
        return inputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** The output of that name. */
    public Optional<Port> output(String name) {
        return outputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }
}
