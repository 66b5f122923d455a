package dev.sfumato.diffusion.onnx;

import ai.onnxruntime.OnnxJavaType;

import dev.sfumato.diffusion.pipeline.Tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** A direct buffer of one element type, with conversions to and from a run's numbers. */
final class Cells {
    private final OnnxJavaType type;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final ShortBuffer halves;
    private final LongBuffer longs;
    private final IntBuffer ints;

    Cells(OnnxJavaType type, int count) {
        this.type = type;
        bytes =
                ByteBuffer.allocateDirect(Math.multiplyExact(count, type.size))
                        .order(ByteOrder.nativeOrder());
        floats = bytes.asFloatBuffer();
        halves = bytes.asShortBuffer();
        longs = bytes.asLongBuffer();
        ints = bytes.asIntBuffer();
    }

    OnnxJavaType type() {
        return type;
    }

    int count() {
        return bytes.capacity() / type.size;
    }

    /** A view of some cells, as a tensor takes it. */
    ByteBuffer slice(int from, int count) {
        return bytes.slice(from * type.size, count * type.size).order(ByteOrder.nativeOrder());
    }

    /** Fills all cells from a buffer of the same type. */
    void fill(ByteBuffer source, int from) {
        bytes.put(from * type.size, source, source.position(), source.remaining());
    }

    void write(Tensor tensor, int at) {
        switch (tensor) {
            case Tensor.Floats values -> write(values.values(), at);
            case Tensor.Longs values -> write(values.values(), at);
        }
    }

    private void write(float[] values, int at) {
        if (type == OnnxJavaType.FLOAT) {
            floats.put(at, values);
            return;
        }
        for (int i = 0; i < values.length; i++) {
            switch (type) {
                case FLOAT16 -> halves.put(at + i, Float.floatToFloat16(values[i]));
                case INT64 -> longs.put(at + i, (long) values[i]);
                case INT32 -> ints.put(at + i, (int) values[i]);
                default -> throw new IllegalStateException("no cells of " + type);
            }
        }
    }

    private void write(long[] values, int at) {
        if (type == OnnxJavaType.INT64) {
            longs.put(at, values);
            return;
        }
        for (int i = 0; i < values.length; i++) {
            switch (type) {
                case FLOAT -> floats.put(at + i, (float) values[i]);
                case FLOAT16 -> halves.put(at + i, Float.floatToFloat16((float) values[i]));
                case INT32 -> ints.put(at + i, (int) values[i]);
                default -> throw new IllegalStateException("no cells of " + type);
            }
        }
    }

    void read(int at, int count, float[] into) {
        if (type == OnnxJavaType.FLOAT) {
            floats.get(at, into, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            into[i] =
                    switch (type) {
                        case FLOAT16 -> Float.float16ToFloat(halves.get(at + i));
                        case INT64 -> longs.get(at + i);
                        case INT32 -> ints.get(at + i);
                        default -> throw new IllegalStateException("no cells of " + type);
                    };
        }
    }
}
