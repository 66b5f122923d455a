package dev.sfumato.diffusion.model;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the numbers of a graph's small weights without a runtime. */
public final class GraphWeights {
    private static final int LARGEST = 1 << 20;

    private GraphWeights() {}

    /**
     * The numbers of one weight; float16 is widened.
     *
     * @return empty if there is no weight of that name or it isn't of floats
     * @throws DiffusionException if the file is damaged or the weight has over a million numbers
     */
    public static Optional<float[]> floats(Graph graph, String name) {
        Path file = graph.file();
        return OnnxFile.read(
                file,
                bytes -> {
                    Stored stored = find(bytes, name);
                    return stored == null ? Optional.empty() : stored.floats(file);
                });
    }

    private static @Nullable Stored find(ByteBuffer model, String name) {
        for (var in = new ProtoReader(model); in.next(); ) {
            if (in.field() != 7 || in.wire() != ProtoReader.BYTES) {
                in.skip();
                continue;
            }
            for (var graph = new ProtoReader(in.bytes()); graph.next(); ) {
                if (graph.field() != 5) {
                    graph.skip();
                    continue;
                }
                var stored = new Stored(new ProtoReader(graph.bytes()));
                if (stored.name.equals(name)) {
                    return stored;
                }
            }
        }
        return null;
    }

    /** An initializer as it is stored: in raw bytes, as typed numbers, or in another file. */
    private static final class Stored {
        private String name = "";
        private int type;
        private @Nullable ByteBuffer raw;
        private @Nullable ByteBuffer typed;
        private String location = "";
        private long offset;
        private long length;

        Stored(ProtoReader in) {
            while (in.next()) {
                switch (in.field()) {
                    case 2 -> type = (int) in.varint();
                    case 4 -> {
                        if (in.wire() == ProtoReader.BYTES) {
                            typed = in.bytes();
                        } else {
                            in.skip();
                        }
                    }
                    case 8 -> name = in.text();
                    case 9 -> raw = in.bytes();
                    case 13 -> external(new ProtoReader(in.bytes()));
                    default -> in.skip();
                }
            }
        }

        private void external(ProtoReader in) {
            String key = "";
            String value = "";
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> key = in.text();
                    case 2 -> value = in.text();
                    default -> in.skip();
                }
            }
            switch (key) {
                case "location" -> location = value;
                case "offset" -> offset = Long.parseLong(value);
                case "length" -> length = Long.parseLong(value);
                default -> {}
            }
        }

        Optional<float[]> floats(Path file) throws IOException {
            ByteBuffer bytes = location.isEmpty() ? raw == null ? typed : raw : beside(file);
            if (bytes == null || (type != Graph.FLOAT && type != Graph.FLOAT16)) {
                return Optional.empty();
            }
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            int size = type == Graph.FLOAT ? Float.BYTES : Short.BYTES;
            var values = new float[bytes.remaining() / size];
            if (values.length > LARGEST) {
                throw new IllegalArgumentException("too large");
            }
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        type == Graph.FLOAT
                                ? bytes.getFloat()
                                : Float.float16ToFloat(bytes.getShort());
            }
            return Optional.of(values);
        }

        private ByteBuffer beside(Path file) throws IOException {
            if (length < 0 || length > (long) LARGEST * Float.BYTES) {
                throw new IllegalArgumentException("too large");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            try (FileChannel data = FileChannel.open(file.resolveSibling(location))) {
                while (bytes.hasRemaining()) {
                    if (data.read(bytes, offset + bytes.position()) < 0) {
                        throw new BufferUnderflowException();
                    }
                }
            }
            return bytes.flip();
        }
    }
}
