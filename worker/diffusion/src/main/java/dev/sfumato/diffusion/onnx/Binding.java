package dev.sfumato.diffusion.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Tensor;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The direct buffers of one component for one number of rows of one shape, and the tensors pinned
 * over them. Rows beyond the device's limit are run in chunks over the same buffers.
 */
final class Binding {
    private final Path file;
    private final int rows;
    private final List<String> wanted;
    private final Map<String, Feed> inputs = new LinkedHashMap<>();
    private final Map<String, Feed> outputs = new HashMap<>();
    private final List<Chunk> chunks = new ArrayList<>();

    /**
     * Rows of one graph run; {@code out} stays empty until the first run has told the outputs'
     * shapes.
     */
    private record Chunk(
            int from, int rows, Map<String, OnnxTensor> in, Map<String, OnnxTensor> out) {}

    Binding(
            Path file,
            Row row,
            int rows,
            int maxRows,
            Map<String, Port> ports,
            List<String> wanted) {
        this.file = file;
        this.rows = rows;
        this.wanted = wanted;
        for (Port port : ports.values()) {
            inputs.put(port.name(), feed(row.inputs().get(port.name()), port, maxRows));
        }
        try {
            for (int from = 0; from < rows; from += maxRows) {
                chunks.add(chunk(from, Math.min(maxRows, rows - from)));
            }
        } catch (OrtException e) {
            close();
            throw DiffusionException.unusable(
                    file, "must take inputs of this shape", e.getMessage());
        }
    }

    void write(Row row, int at) {
        for (var entry : inputs.entrySet()) {
            Feed feed = entry.getValue();
            if (feed.perRow() > 0 || at == 0) {
                feed.cells().write(row.inputs().get(entry.getKey()), at * feed.perRow());
            }
        }
    }

    void run(OrtSession session, OrtSession.RunOptions options) throws OrtException {
        for (Chunk chunk : chunks) {
            if (chunk.out.isEmpty()) {
                runFirst(chunk, session, options);
            } else {
                session.run(chunk.in, Set.of(), chunk.out, options).close();
            }
        }
    }

    int[] outputShape(String output) {
        return output(output).rowShape();
    }

    void read(String output, int row, float[] into) {
        Feed feed = output(output);
        feed.cells().read(row * feed.perRow(), feed.perRow(), into);
    }

    void close() {
        for (Chunk chunk : chunks) {
            chunk.in.values().forEach(OnnxTensor::close);
            chunk.out.values().forEach(OnnxTensor::close);
        }
        chunks.clear();
    }

    private Feed output(String name) {
        Feed feed = outputs.get(name);
        if (feed == null) {
            throw new IllegalArgumentException("the call didn't ask for output " + name);
        }
        return feed;
    }

    private Feed feed(Tensor row, Port port, int maxRows) {
        boolean shared = port.isShared(row);
        int perRow = shared ? 0 : row.elements();
        var cells = new Cells(port.type(), shared ? row.elements() : perRow * rows);
        var feed = new Feed(cells, perRow, row.shape());
        int whole = Math.min(rows, maxRows);
        feed.shapes().put(whole, port.shapeFor(file, row, whole));
        if (rows % maxRows != 0) {
            feed.shapes().put(rows % maxRows, port.shapeFor(file, row, rows % maxRows));
        }
        return feed;
    }

    private Chunk chunk(int from, int count) throws OrtException {
        var in = new LinkedHashMap<String, OnnxTensor>();
        var chunk = new Chunk(from, count, in, new LinkedHashMap<>());
        for (var entry : inputs.entrySet()) {
            in.put(entry.getKey(), tensor(entry.getValue(), from, count));
        }
        return chunk;
    }

    private static OnnxTensor tensor(Feed feed, int from, int count) throws OrtException {
        ByteBuffer view =
                feed.cells()
                        .slice(
                                from * feed.perRow(),
                                feed.perRow() == 0 ? feed.cells().count() : count * feed.perRow());
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                view,
                feed.shapes().get(count),
                feed.cells().type());
    }

    /**
     * Lets the runtime allocate the outputs, learns their shapes, and pins buffers of our own for
     * the runs to come.
     */
    private void runFirst(Chunk chunk, OrtSession session, OrtSession.RunOptions options)
            throws OrtException {
        try (OrtSession.Result result = session.run(chunk.in, Set.copyOf(wanted), options)) {
            for (String name : wanted) {
                var made = (OnnxTensor) result.get(name).orElseThrow();
                long[] shape = made.getInfo().getShape();
                Feed feed =
                        outputs.computeIfAbsent(
                                name, missing -> outputFeed(made, shape, chunk.rows));
                feed.shapes().put(chunk.rows, shape);
                feed.cells().fill(made.getByteBuffer(), chunk.from * feed.perRow());
                chunk.out.put(name, tensor(feed, chunk.from, chunk.rows));
            }
        }
    }

    private Feed outputFeed(OnnxTensor made, long[] shape, int count) {
        if (shape.length == 0 || shape[0] != count) {
            throw DiffusionException.unusable(
                    file,
                    "outputs must have the %d rows of the call first".formatted(count),
                    made.getInfo());
        }
        var rowShape = new int[shape.length - 1];
        int perRow = 1;
        for (int i = 1; i < shape.length; i++) {
            rowShape[i - 1] = Math.toIntExact(shape[i]);
            perRow = Math.multiplyExact(perRow, rowShape[i - 1]);
        }
        return new Feed(new Cells(made.getInfo().type, perRow * rows), perRow, rowShape);
    }
}
