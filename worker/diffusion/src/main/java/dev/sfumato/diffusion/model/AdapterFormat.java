package dev.sfumato.diffusion.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * ONNX Runtime's adapter files: FlatBuffers, identifier {@code TORT}. The root table has format
 * version, adapter version, model version and a vector of parameters; a parameter has name, sizes
 * (int64), element type and bytes. All little-endian; offsets count from where they stand.
 */
final class AdapterFormat {
    private static final int IDENTIFIER = 0x54524f54;
    private static final int FLOAT = 1;
    private static final int FIELDS = 4;
    private static final int VTABLE = (2 + FIELDS) * Short.BYTES;
    private static final int TABLE = (1 + FIELDS) * Integer.BYTES;

    private AdapterFormat() {}

    /**
     * The parameters of a file.
     *
     * @throws IndexOutOfBoundsException if it is truncated or damaged
     * @throws IllegalArgumentException if it is none, or holds something else than float32 matrices
     */
    static Map<String, Adapter.Parameter> read(ByteBuffer file) {
        ByteBuffer in = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(4) != IDENTIFIER) {
            throw new IllegalArgumentException("it has another identifier");
        }
        Map<String, Adapter.Parameter> parameters = new LinkedHashMap<>();
        int vector = follow(in, field(in, follow(in, 0), 3));
        int count = in.getInt(vector);
        for (int i = 0; i < count; i++) {
            int table = follow(in, vector + (1 + i) * Integer.BYTES);
            parameters.put(name(in, follow(in, field(in, table, 0))), parameter(in, table));
        }
        return parameters;
    }

    /** A file of these parameters, in a direct buffer. */
    static ByteBuffer write(Map<String, Adapter.Parameter> parameters) {
        int size = 2 * Integer.BYTES + 2 * VTABLE + 2 * TABLE + Integer.BYTES;
        for (Map.Entry<String, Adapter.Parameter> entry : parameters.entrySet()) {
            size += TABLE + entry.getKey().length() * 4 + 64;
            size = Math.addExact(size, entry.getValue().values().limit());
        }
        ByteBuffer out = buffer(size + parameters.size() * Integer.BYTES);
        int root = 2 * Integer.BYTES + VTABLE;
        out.putInt(root).putInt(IDENTIFIER);
        vtable(out);
        table(out, root - VTABLE).putInt(1).putInt(1).putInt(1).putInt(Integer.BYTES);
        out.putInt(parameters.size());
        int entry = out.position();
        out.position(entry + parameters.size() * Integer.BYTES);
        for (Map.Entry<String, Adapter.Parameter> parameter : parameters.entrySet()) {
            entry = write(out, entry, root - VTABLE, parameter.getKey(), parameter.getValue());
        }
        return out.flip();
    }

    /** A direct little-endian buffer. */
    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes one parameter, and at {@code entry} where it is. */
    private static int write(
            ByteBuffer out, int entry, int vtable, String name, Adapter.Parameter parameter) {
        align(out, Integer.BYTES, 0);
        int table = out.position();
        out.putInt(entry, table - entry);
        table(out, vtable).position(table + TABLE);
        refer(out, table + Integer.BYTES);
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        out.putInt(text.length).put(text).put((byte) 0);
        align(out, Long.BYTES, Integer.BYTES);
        refer(out, table + 2 * Integer.BYTES);
        out.putInt(2).putLong(parameter.rows()).putLong(parameter.columns());
        out.putInt(table + 3 * Integer.BYTES, FLOAT);
        align(out, Long.BYTES, Integer.BYTES);
        refer(out, table + 4 * Integer.BYTES);
        ByteBuffer values = parameter.values().duplicate();
        out.putInt(values.remaining()).put(values);
        return entry + Integer.BYTES;
    }

    private static void vtable(ByteBuffer out) {
        out.putShort((short) VTABLE).putShort((short) TABLE);
        for (int field = 1; field <= FIELDS; field++) {
            out.putShort((short) (field * Integer.BYTES));
        }
    }

    /** Begins a table here. */
    private static ByteBuffer table(ByteBuffer out, int vtable) {
        return out.putInt(out.position() - vtable);
    }

    /** Lets the offset at {@code from} lead here. */
    private static void refer(ByteBuffer out, int from) {
        out.putInt(from, out.position() - from);
    }

    /** Zeros until what follows the next {@code ahead} bytes is aligned. */
    private static void align(ByteBuffer out, int to, int ahead) {
        while ((out.position() + ahead) % to != 0) {
            out.put((byte) 0);
        }
    }

    private static Adapter.Parameter parameter(ByteBuffer in, int table) {
        int sizes = follow(in, field(in, table, 1));
        if (in.getInt(field(in, table, 2)) != FLOAT || in.getInt(sizes) != 2) {
            throw new IllegalArgumentException("a parameter is no float32 matrix");
        }
        int rows = Math.toIntExact(in.getLong(sizes + Integer.BYTES));
        int columns = Math.toIntExact(in.getLong(sizes + Integer.BYTES + Long.BYTES));
        int raw = follow(in, field(in, table, 3));
        int length = in.getInt(raw);
        if (Math.multiplyExact(Math.multiplyExact(rows, columns), Float.BYTES) != length) {
            throw new IllegalArgumentException("a parameter's size isn't that of its values");
        }
        return new Adapter.Parameter(
                rows,
                columns,
                in.slice(raw + Integer.BYTES, length).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static String name(ByteBuffer in, int at) {
        var text = new byte[in.slice(at + Integer.BYTES, in.getInt(at)).remaining()];
        in.get(at + Integer.BYTES, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Where a table keeps a field. */
    private static int field(ByteBuffer in, int table, int field) {
        int vtable = table - in.getInt(table);
        int entry = (2 + field) * Short.BYTES;
        int offset = entry < in.getShort(vtable) ? in.getShort(vtable + entry) : 0;
        if (offset == 0) {
            throw new IllegalArgumentException("field %d is missing".formatted(field));
        }
        return table + offset;
    }

    private static int follow(ByteBuffer in, int at) {
        return at + in.getInt(at);
    }
}
