package dev.sfumato.diffusion.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Tensor;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An input or output as the loaded graph declares it.
 *
 * @param shape declared sizes, -1 where free; the batch comes first
 */
record Port(String name, OnnxJavaType type, List<Long> shape) {
    static Port of(Path file, NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo info)) {
            throw DiffusionException.unusable(
                    file, "'%s' must be a tensor".formatted(node.getName()), node.getInfo());
        }
        return switch (info.type) {
            case FLOAT, FLOAT16, INT64, INT32 ->
                    new Port(
                            node.getName(),
                            info.type,
                            Arrays.stream(info.getShape()).boxed().toList());
            default ->
                    throw DiffusionException.unusable(
                            file,
                            "'%s' must hold float32, float16, int64 or int32"
                                    .formatted(node.getName()),
                            info.type);
        };
    }

    /**
     * Whether it takes this once for all rows of a call: one number where it has no batch
     * dimension, or one fixed to 1, or what the rows share.
     */
    boolean isShared(Tensor row) {
        return row.isShared() || shape.isEmpty() || shape.equals(List.of(1L));
    }

    /**
     * The dimensions of {@code rows} rows of that tensor; refuses a rank the graph doesn't take.
     */
    long[] shapeFor(Path file, Tensor row, int rows) {
        if (row.isShared() && row.shape().length == shape.size()) {
            return Arrays.stream(row.shape()).asLongStream().toArray();
        }
        if (isShared(row) && row.shape().length == 0) {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
        if (row.isShared() || row.shape().length + 1 != shape.size()) {
            throw DiffusionException.unusable(
                    file,
                    "'%s' must take %d dimensions%s"
                            .formatted(
                                    name,
                                    row.shape().length,
                                    row.isShared() ? "" : " and the batch"),
                    shape);
        }
        var whole = new long[shape.size()];
        whole[0] = rows;
        for (int i = 1; i < whole.length; i++) {
            whole[i] = row.shape()[i - 1];
        }
        return whole;
    }
}
