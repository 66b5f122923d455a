package dev.sfumato.diffusion.model;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A low-rank adapter in ONNX Runtime's own file format: per adapted layer a factor {@code
 * <layer>.lora_A} of inputs times rank and a factor {@code <layer>.lora_B} of rank times outputs,
 * float32.
 *
 * @param parameters by name; their values are not to be written to
 */
public record Adapter(Map<String, Parameter> parameters) {
    private static final String DOWN = ".lora_A";
    private static final String UP = ".lora_B";

    /**
     * A matrix.
     *
     * @param values {@code rows * columns} little-endian float32, row by row
     */
    public record Parameter(int rows, int columns, ByteBuffer values) {}

    /**
     * Reads a file; its values stay in the file, mapped.
     *
     * @throws DiffusionException with {@link dev.sfumato.diffusion.pipeline.Failure.Unusable} if it
     *     is damaged, or its factors don't come in fitting pairs
     */
    public static Adapter read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, Files.size(file));
            var adapter = new Adapter(AdapterFormat.read(bytes));
            adapter.checkPairs(file);
            return adapter;
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw DiffusionException.unusable(
                    file, "must be a whole ONNX Runtime adapter of float32 matrices", e);
        } catch (IOException e) {
            throw DiffusionException.unusable(file, "must be readable", e);
        }
    }

    /**
     * Refuses an adapter for other layers than the graph's.
     *
     * @param graph with an optional input for each factor
     */
    public void checkFits(Path file, Graph graph) {
        Map<String, Graph.Port> taken = new LinkedHashMap<>();
        graph.optional().forEach(port -> taken.put(port.name(), port));
        parameters.forEach(
                (name, parameter) -> {
                    Graph.Port port = taken.get(name);
                    long size = name.endsWith(DOWN) ? parameter.rows : parameter.columns;
                    int place = name.endsWith(DOWN) ? 0 : 1;
                    if (port == null || port.rank() != 2 || port.dimensions().get(place) != size) {
                        throw DiffusionException.unusable(
                                file,
                                "'%s' must fit an optional input of %s"
                                        .formatted(name, graph.file()),
                                port == null ? "no such input" : port.dimensions());
                    }
                });
    }

    /**
     * The sum of adapters as one: the ranks side by side, each adapter's second factor times its
     * weight.
     *
     * @return a file's bytes, in a direct buffer
     */
    public static ByteBuffer sum(List<Adapter> adapters, List<Double> weights) {
        Map<String, List<Scaled>> parts = new LinkedHashMap<>();
        for (int i = 0; i < adapters.size(); i++) {
            float weight = weights.get(i).floatValue();
            adapters.get(i)
                    .parameters
                    .forEach(
                            (name, parameter) ->
                                    parts.computeIfAbsent(name, missing -> new ArrayList<>())
                                            .add(
                                                    new Scaled(
                                                            parameter,
                                                            name.endsWith(UP) ? weight : 1)));
        }
        Map<String, Parameter> whole = new LinkedHashMap<>();
        parts.forEach(
                (name, list) -> whole.put(name, name.endsWith(DOWN) ? beside(list) : below(list)));
        return AdapterFormat.write(whole);
    }

    private record Scaled(Parameter parameter, float factor) {
        float at(int row, int column) {
            int index = (row * parameter.columns + column) * Float.BYTES;
            return factor * parameter.values.getFloat(index);
        }
    }

    private static Parameter beside(List<Scaled> parts) {
        int rows = parts.getFirst().parameter.rows;
        int columns = parts.stream().mapToInt(part -> part.parameter.columns).sum();
        ByteBuffer values = AdapterFormat.buffer(rows * columns * Float.BYTES);
        for (int row = 0; row < rows; row++) {
            for (Scaled part : parts) {
                for (int column = 0; column < part.parameter.columns; column++) {
                    values.putFloat(part.at(row, column));
                }
            }
        }
        return new Parameter(rows, columns, values.flip());
    }

    private static Parameter below(List<Scaled> parts) {
        int columns = parts.getFirst().parameter.columns;
        int rows = parts.stream().mapToInt(part -> part.parameter.rows).sum();
        ByteBuffer values = AdapterFormat.buffer(rows * columns * Float.BYTES);
        for (Scaled part : parts) {
            for (int row = 0; row < part.parameter.rows; row++) {
                for (int column = 0; column < columns; column++) {
                    values.putFloat(part.at(row, column));
                }
            }
        }
        return new Parameter(rows, columns, values.flip());
    }

    private void checkPairs(Path file) {
        if (parameters.isEmpty()) {
            throw DiffusionException.unusable(file, "must hold parameters", "none");
        }
        parameters.forEach(
                (name, parameter) -> {
                    boolean down = name.endsWith(DOWN);
                    if (!down && !name.endsWith(UP)) {
                        throw DiffusionException.unusable(
                                file, "names must end in %s or %s".formatted(DOWN, UP), name);
                    }
                    String layer = name.substring(0, name.length() - DOWN.length());
                    Parameter other = parameters.get(layer + (down ? UP : DOWN));
                    int rank = down ? parameter.columns : parameter.rows;
                    if (other == null || (down ? other.rows : other.columns) != rank) {
                        throw DiffusionException.unusable(
                                file, "must hold two factors of one rank for " + layer, name);
                    }
                });
    }
}
