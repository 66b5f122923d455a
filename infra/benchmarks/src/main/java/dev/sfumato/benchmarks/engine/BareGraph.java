package dev.sfumato.benchmarks.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** One graph on ONNX Runtime itself: inputs and outputs are pinned direct buffers. One thread. */
final class BareGraph implements AutoCloseable {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final Map<String, ByteBuffer> buffers = new HashMap<>();

    /** Loads with the options that the engine under test uses. */
    BareGraph(Work work, String component) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(work.threads());
            int spin = work.spinMicros();
            options.addConfigEntry("session.intra_op.allow_spinning", spin > 0 ? "1" : "0");
            if (spin > 0) {
                options.addConfigEntry("session.intra_op.spin_duration_us", String.valueOf(spin));
            }
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.addCPU(true);
            String file = work.model().resolve(component).resolve("model.onnx").toString();
            session = OrtEnvironment.getEnvironment().createSession(file, options);
        }
    }

    /** Pins an input of that shape. */
    ByteBuffer input(String name, long... shape) throws OrtException {
        return pin(inputs, name, info(session.getInputInfo().get(name)).type, shape);
    }

    /** Pins an output of that shape. */
    FloatBuffer output(String name, long... shape) throws OrtException {
        return pin(outputs, name, OnnxJavaType.FLOAT, shape).asFloatBuffer();
    }

    /** Whether an input has one number per row rather than one for all. */
    boolean isPerRow(String input) throws OrtException {
        return info(session.getInputInfo().get(input)).getShape().length > 0;
    }

    /** Writes a whole number into an input of any numeric type. */
    void put(String input, int at, long value) {
        ByteBuffer buffer = buffers.get(input);
        switch (inputs.get(input).getInfo().type) {
            case INT64 -> buffer.putLong(Long.BYTES * at, value);
            case INT32 -> buffer.putInt(Integer.BYTES * at, (int) value);
            default -> buffer.putFloat(Float.BYTES * at, (float) value);
        }
    }

    void run() throws OrtException {
        session.run(inputs, Set.of(), outputs).close();
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        session.close();
    }

    private ByteBuffer pin(
            Map<String, OnnxTensor> tensors, String name, OnnxJavaType type, long[] shape)
            throws OrtException {
        int count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, Math.toIntExact(size));
        }
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(count * type.size).order(ByteOrder.nativeOrder());
        tensors.put(
                name,
                OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape, type));
        buffers.put(name, buffer);
        return buffer;
    }

    private static TensorInfo info(NodeInfo node) {
        return (TensorInfo) node.getInfo();
    }
}
