package dev.sfumato.diffusion.model;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the outline of an ONNX file (onnx.proto, IR version 3 and later) and checks that all its
 * weights are there.
 */
final class GraphReader {
    private final Path file;
    private final List<Graph.Port> inputs = new ArrayList<>();
    private final List<Graph.Port> outputs = new ArrayList<>();
    private final List<Graph.Node> nodes = new ArrayList<>();
    private final Map<String, List<Long>> weights = new LinkedHashMap<>();

    private GraphReader(Path file) {
        this.file = file;
    }

    static Graph read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw DiffusionException.unusable(file, "must exist", "no such file");
        }
        return OnnxFile.read(file, bytes -> new GraphReader(file).model(bytes));
    }

    private Graph model(ByteBuffer bytes) throws IOException {
        boolean found = false;
        for (var in = new ProtoReader(bytes); in.next(); ) {
            if (in.field() == 7 && in.wire() == ProtoReader.BYTES) {
                graph(new ProtoReader(in.bytes()));
                found = true;
            } else {
                in.skip();
            }
        }
        if (!found || outputs.isEmpty()) {
            throw DiffusionException.unusable(file, "must be a whole ONNX file", "no graph");
        }
        List<Graph.Port> optional =
                inputs.stream().filter(port -> weights.containsKey(port.name())).toList();
        inputs.removeAll(optional);
        return new Graph(
                file,
                List.copyOf(inputs),
                optional,
                List.copyOf(outputs),
                List.copyOf(nodes),
                Map.copyOf(weights));
    }

    private void graph(ProtoReader in) throws IOException {
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nodes.add(node(new ProtoReader(in.bytes())));
                case 5 -> initializer(new ProtoReader(in.bytes()));
                case 11 -> inputs.add(port(new ProtoReader(in.bytes())));
                case 12 -> outputs.add(port(new ProtoReader(in.bytes())));
                default -> in.skip();
            }
        }
    }

    private static Graph.Node node(ProtoReader in) {
        List<String> from = new ArrayList<>();
        List<String> to = new ArrayList<>();
        List<Long> strides = new ArrayList<>();
        String operator = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> from.add(in.text());
                case 2 -> to.add(in.text());
                case 4 -> operator = in.text();
                case 5 -> strides(new ProtoReader(in.bytes()), strides);
                default -> in.skip();
            }
        }
        return new Graph.Node(operator, List.copyOf(from), List.copyOf(to), List.copyOf(strides));
    }

    private static void strides(ProtoReader in, List<Long> strides) {
        List<Long> numbers = new ArrayList<>();
        String name = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 8 -> numbers(in, numbers);
                default -> in.skip();
            }
        }
        if (name.equals("strides")) {
            strides.addAll(numbers);
        }
    }

    private void initializer(ProtoReader in) throws IOException {
        List<Long> dimensions = new ArrayList<>();
        Map<String, String> external = new LinkedHashMap<>();
        String name = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> numbers(in, dimensions);
                case 8 -> name = in.text();
                case 13 -> entry(new ProtoReader(in.bytes()), external);
                default -> in.skip();
            }
        }
        weights.put(name, List.copyOf(dimensions));
        if (external.containsKey("location")) {
            checkExternal(name, external);
        }
    }

    private void checkExternal(String name, Map<String, String> external) throws IOException {
        Path location = Path.of(external.getOrDefault("location", ""));
        if (location.isAbsolute() || location.normalize().startsWith("..")) {
            throw DiffusionException.unusable(file, "external data must lie beside it", location);
        }
        Path data = file.resolveSibling(location);
        if (!Files.isRegularFile(data)) {
            throw DiffusionException.unusable(
                    data,
                    "must exist, " + file.getFileName() + " keeps weights there",
                    "no such file");
        }
        long end =
                Long.parseLong(external.getOrDefault("offset", "0"))
                        + Long.parseLong(external.getOrDefault("length", "0"));
        if (Files.size(data) < end) {
            throw DiffusionException.unusable(
                    data,
                    "must hold %d bytes for weight %s".formatted(end, name),
                    Files.size(data) + " bytes");
        }
    }

    private static void entry(ProtoReader in, Map<String, String> into) {
        String key = "";
        String value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        into.put(key, value);
    }

    private static void numbers(ProtoReader in, List<Long> into) {
        if (in.wire() == ProtoReader.VARINT) {
            into.add(in.varint());
            return;
        }
        for (var packed = new ProtoReader(in.bytes()); packed.hasRemaining(); ) {
            into.add(packed.varint());
        }
    }

    private static Graph.Port port(ProtoReader in) {
        String name = "";
        int[] type = {0};
        List<Long> dimensions = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> type(new ProtoReader(in.bytes()), type, dimensions);
                default -> in.skip();
            }
        }
        return new Graph.Port(name, type[0], List.copyOf(dimensions));
    }

    private static void type(ProtoReader in, int[] type, List<Long> dimensions) {
        while (in.next()) {
            if (in.field() != 1) {
                in.skip();
                continue;
            }
            for (var tensor = new ProtoReader(in.bytes()); tensor.next(); ) {
                switch (tensor.field()) {
                    case 1 -> type[0] = (int) tensor.varint();
                    case 2 -> shape(new ProtoReader(tensor.bytes()), dimensions);
                    default -> tensor.skip();
                }
            }
        }
    }

    private static void shape(ProtoReader in, List<Long> dimensions) {
        while (in.next()) {
            if (in.field() != 1) {
                in.skip();
                continue;
            }
            long size = -1;
            for (var dimension = new ProtoReader(in.bytes()); dimension.next(); ) {
                if (dimension.field() == 1) {
                    size = dimension.varint();
                } else {
                    dimension.skip();
                }
            }
            dimensions.add(size);
        }
    }
}
