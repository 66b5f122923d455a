package dev.sfumato.diffusion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Weights are read in each of the ways in which files store them. */
class GraphWeightsTest {
    private static final float[] NUMBERS = {1.5f, -2, 0.25f};

    @TempDir Path folder;

    /** A file with the weight {@code w} and another before it. */
    private Graph graph(int type, Consumer<ProtoWriter> content) throws IOException {
        var other = new ProtoWriter();
        other.number(2, Graph.FLOAT);
        other.text(8, "other");
        var weight = new ProtoWriter();
        weight.number(1, NUMBERS.length);
        weight.number(2, type);
        weight.text(8, "w");
        content.accept(weight);
        var graph = new ProtoWriter();
        graph.bytes(5, other.toBytes());
        graph.bytes(5, weight.toBytes());
        var model = new ProtoWriter();
        model.number(1, 8);
        model.bytes(7, graph.toBytes());
        Path file = Files.write(folder.resolve("model.onnx"), model.toBytes());
        return new Graph(file, List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    private static byte[] floats() {
        ByteBuffer bytes =
                ByteBuffer.allocate(NUMBERS.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : NUMBERS) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }

    private static void external(ProtoWriter weight, String key, String value) {
        var entry = new ProtoWriter();
        entry.text(1, key);
        entry.text(2, value);
        weight.bytes(13, entry.toBytes());
    }

    @Test
    void readsRawAndTypedFloats() throws IOException {
        assertThat(GraphWeights.floats(graph(Graph.FLOAT, w -> w.bytes(9, floats())), "w"))
                .contains(NUMBERS);
        assertThat(GraphWeights.floats(graph(Graph.FLOAT, w -> w.bytes(4, floats())), "w"))
                .contains(NUMBERS);
    }

    @Test
    void widensHalves() throws IOException {
        // Given
        ByteBuffer halves =
                ByteBuffer.allocate(NUMBERS.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : NUMBERS) {
            halves.putShort(Float.floatToFloat16(number));
        }
        // When
        var read = GraphWeights.floats(graph(Graph.FLOAT16, w -> w.bytes(9, halves.array())), "w");
        // Then
        assertThat(read).contains(NUMBERS);
    }

    @Test
    void readsFromTheFileBeside() throws IOException {
        // Given
        Files.write(
                folder.resolve("weights.bin"),
                ByteBuffer.allocate(4 + floats().length).putInt(-1).put(floats()).array());
        Graph graph =
                graph(
                        Graph.FLOAT,
                        w -> {
                            external(w, "location", "weights.bin");
                            external(w, "offset", "4");
                            external(w, "length", "12");
                        });
        // Then
        assertThat(GraphWeights.floats(graph, "w")).contains(NUMBERS);
        Files.write(folder.resolve("weights.bin"), new byte[9]);
        assertThatThrownBy(() -> GraphWeights.floats(graph, "w"))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("model.onnx");
    }

    @Test
    void findsNothingWhereNothingFits() throws IOException {
        assertThat(GraphWeights.floats(graph(Graph.FLOAT, w -> w.bytes(9, floats())), "x"))
                .isEmpty();
        assertThat(GraphWeights.floats(graph(Graph.INT64, w -> w.bytes(9, floats())), "w"))
                .isEmpty();
        assertThat(GraphWeights.floats(graph(Graph.FLOAT, w -> {}), "w")).isEmpty();
    }

    @Test
    void namesADamagedFile() throws IOException {
        // Given
        Graph graph = graph(Graph.FLOAT, w -> w.bytes(9, floats()));
        byte[] whole = Files.readAllBytes(graph.file());
        Files.write(graph.file(), Arrays.copyOf(whole, whole.length - 5));
        // Then
        assertThatThrownBy(() -> GraphWeights.floats(graph, "w"))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContainingAll("model.onnx", "whole ONNX file");
    }
}
