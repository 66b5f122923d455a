package dev.sfumato.diffusion.model;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Gives a U-Net whose timestep is one number for all rows a timestep per row, so that runs at
 * different steps can share a call: the input gets a dimension, and the operator that used to add
 * it is dropped.
 */
public final class TimestepRepair {
    private static final String INPUT = "timestep";

    private final Graph.Node dropped;

    private TimestepRepair(Graph.Node dropped) {
        this.dropped = dropped;
    }

    /** Whether a graph takes one timestep for all rows. */
    public static boolean isNeeded(Graph graph) {
        return graph.input(INPUT).map(port -> port.rank() == 0).orElse(false);
    }

    /**
     * Repairs a component in place; what was there stays beside it as {@code model.onnx.original}.
     *
     * @return where the former graph lies; empty if nothing had to be done
     * @throws DiffusionException with {@link dev.sfumato.diffusion.pipeline.Failure.Unusable} if
     *     the graph is of a form that isn't known
     */
    public static Optional<Path> apply(ModelFolder folder, String component) {
        Graph graph = folder.graph(component);
        if (!isNeeded(graph)) {
            return Optional.empty();
        }
        Path file = graph.file();
        Path original = file.resolveSibling(file.getFileName() + ".original");
        try {
            byte[] repaired = repaired(graph, Files.readAllBytes(file));
            Path draft = Files.createTempFile(file.getParent(), ".repair", ".onnx");
            Files.write(draft, repaired);
            Files.copy(file, original, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DiffusionException.unusable(file, "must be writable", e);
        }
        return Optional.of(original);
    }

    private static byte[] repaired(Graph graph, byte[] model) {
        List<Graph.Node> readers =
                graph.nodes().stream().filter(node -> node.inputs().contains(INPUT)).toList();
        if (readers.size() != 1 || !readers.getFirst().operator().equals("Unsqueeze")) {
            throw DiffusionException.unusable(
                    graph.file(),
                    "'timestep' must go to one Unsqueeze to be repaired",
                    readers.stream().map(Graph.Node::operator).toList());
        }
        var repair = new TimestepRepair(readers.getFirst());
        var out = new ProtoWriter();
        var whole = ByteBuffer.wrap(model);
        for (var in = new ProtoReader(whole); in.next(); ) {
            if (in.field() == 7) {
                out.bytes(7, repair.graph(in.bytes()));
            } else {
                in.skip();
                out.raw(whole.slice(in.start(), in.position() - in.start()));
            }
        }
        return out.toBytes();
    }

    private byte[] graph(ByteBuffer graph) {
        var out = new ProtoWriter();
        for (var in = new ProtoReader(graph); in.next(); ) {
            switch (in.field()) {
                case 1 -> node(in.bytes(), out);
                case 11 -> out.bytes(11, input(in.bytes()));
                case 13 ->
                        in.skip(); // Stored shapes of inner values are hints, and wrong ones now.
                default -> {
                    in.skip();
                    out.raw(graph.slice(in.start(), in.position() - in.start()));
                }
            }
        }
        return out.toBytes();
    }

    /** Leaves the dropped operator out and lets its readers read the input. */
    private void node(ByteBuffer node, ProtoWriter graph) {
        String unsqueezed = dropped.outputs().getFirst();
        var out = new ProtoWriter();
        for (var in = new ProtoReader(node); in.next(); ) {
            switch (in.field()) {
                case 1 -> {
                    String name = in.text();
                    out.text(1, name.equals(unsqueezed) ? INPUT : name);
                }
                case 2 -> {
                    String name = in.text();
                    if (name.equals(unsqueezed)) {
                        return;
                    }
                    out.text(2, name);
                }
                default -> {
                    in.skip();
                    out.raw(node.slice(in.start(), in.position() - in.start()));
                }
            }
        }
        graph.bytes(1, out.toBytes());
    }

    private static byte[] input(ByteBuffer port) {
        String name = "";
        long type = 0;
        for (var in = new ProtoReader(port); in.next(); ) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> type = elementType(in.bytes());
                default -> in.skip();
            }
        }
        if (!name.equals(INPUT)) {
            var same = new byte[port.remaining()];
            port.duplicate().get(same);
            return same;
        }
        var dimension = new ProtoWriter();
        dimension.text(2, "batch_size");
        var shape = new ProtoWriter();
        shape.bytes(1, dimension.toBytes());
        var tensor = new ProtoWriter();
        tensor.number(1, type);
        tensor.bytes(2, shape.toBytes());
        var kind = new ProtoWriter();
        kind.bytes(1, tensor.toBytes());
        var out = new ProtoWriter();
        out.text(1, INPUT);
        out.bytes(2, kind.toBytes());
        return out.toBytes();
    }

    private static long elementType(ByteBuffer kind) {
        for (var in = new ProtoReader(kind); in.next(); ) {
            if (in.field() != 1) {
                in.skip();
                continue;
            }
            for (var tensor = new ProtoReader(in.bytes()); tensor.next(); ) {
                if (tensor.field() == 1) {
                    return tensor.varint();
                }
                tensor.skip();
            }
        }
        return Graph.FLOAT;
    }
}
