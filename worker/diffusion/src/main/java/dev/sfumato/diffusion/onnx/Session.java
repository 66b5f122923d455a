package dev.sfumato.diffusion.onnx;

import ai.djl.Model;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Lora;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One loaded graph and the buffers for the shapes that were last asked of it. */
final class Session {
    private final Path file;
    private final String name;
    private final Device device;
    private final Termination termination;
    private final Adapters adapters;
    private final Model model;
    private final OrtSession session;
    private final Map<String, Port> inputs;
    private final Map<String, Port> outputs;
    private final Map<Key, Binding> bindings = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(int rows, String shape, List<String> outputs) {}

    private Session(
            Path file,
            String name,
            Device device,
            Termination termination,
            Adapters adapters,
            Model model,
            OrtSession session)
            throws OrtException {
        this.file = file;
        this.name = name;
        this.device = device;
        this.termination = termination;
        this.adapters = adapters;
        this.model = model;
        this.session = session;
        inputs = ports(file, session.getInputInfo());
        outputs = ports(file, session.getOutputInfo());
    }

    /** DJL's model owns the block, the block owns the session; closing the model frees all. */
    static Session open(
            Path file, String name, Device device, Termination termination, Adapters adapters) {
        var environment = Device.environment();
        Model model = Model.newInstance(name, "OnnxRuntime");
        try (OrtSession.SessionOptions options = device.sessionOptions()) {
            OrtSession session = environment.createSession(file.toString(), options);
            model.setBlock(new OrtSymbolBlock(session, (OrtNDManager) model.getNDManager()));
            return new Session(file, name, device, termination, adapters, model, session);
        } catch (OrtException e) {
            model.close();
            throw new DiffusionException(
                    new Failure.Unusable(
                            file.toString(),
                            "must load on " + device.name(),
                            String.valueOf(e.getMessage())),
                    e);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    List<Outputs.Tensors> call(List<Need.Call> calls) {
        int rows = 0;
        for (Need.Call call : calls) {
            rows += call.rows().size();
        }
        Need.Call first = calls.getFirst();
        Binding binding = binding(rows, first);
        int at = 0;
        for (Need.Call call : calls) {
            for (Row row : call.rows().list()) {
                binding.write(row, at++);
            }
        }
        run(binding, first.lora());
        List<Outputs.Tensors> results = new ArrayList<>(calls.size());
        at = 0;
        for (Need.Call call : calls) {
            results.add(new Slice(binding, at, call.rows().size()));
            at += call.rows().size();
        }
        return results;
    }

    /** Whether the inputs that the graph takes once for all rows are equal. */
    boolean agree(Row one, Row other) {
        for (Port port : inputs.values()) {
            Tensor value = one.inputs().get(port.name());
            if (value != null
                    && port.isShared(value)
                    && !equal(value, other.inputs().get(port.name()))) {
                return false;
            }
        }
        return true;
    }

    void close() {
        bindings.values().forEach(Binding::close);
        bindings.clear();
        model.close();
    }

    private Binding binding(int rows, Need.Call call) {
        var key = new Key(rows, call.rows().shape(), call.outputs());
        Binding known = bindings.get(key);
        if (known != null) {
            return known;
        }
        Row row = call.rows().list().getFirst();
        if (!row.inputs().keySet().equals(inputs.keySet())) {
            throw DiffusionException.unusable(
                    file, "must take the inputs " + row.inputs().keySet(), inputs.keySet());
        }
        if (!outputs.keySet().containsAll(call.outputs())) {
            throw DiffusionException.unusable(
                    file, "must have the outputs " + call.outputs(), outputs.keySet());
        }
        if (bindings.size() >= device.options().shapes()) {
            bindings.remove(bindings.keySet().iterator().next()).close();
        }
        var made = new Binding(file, row, rows, device.options().maxRows(), inputs, call.outputs());
        bindings.put(key, made);
        return made;
    }

    private void run(Binding binding, List<Lora> lora) {
        OrtSession.RunOptions options =
                lora.isEmpty() ? termination.plain() : adapters.options(lora);
        termination.begin(options);
        OrtException failed = null;
        try {
            binding.run(session, options);
        } catch (OrtException e) {
            failed = e;
        }
        boolean cancelled = termination.end();
        if (failed != null) {
            throw new DiffusionException(
                    cancelled
                            ? new Failure.Cancelled(name)
                            : new Failure.Device(device.name(), name + ": " + failed.getMessage()),
                    failed);
        }
    }

    private static boolean equal(Tensor one, @Nullable Tensor other) {
        return switch (one) {
            case Tensor.Floats a ->
                    other instanceof Tensor.Floats b && Arrays.equals(a.values(), b.values());
            case Tensor.Longs a ->
                    other instanceof Tensor.Longs b && Arrays.equals(a.values(), b.values());
        };
    }

    private static Map<String, Port> ports(Path file, Map<String, NodeInfo> nodes) {
        var ports = new LinkedHashMap<String, Port>();
        nodes.forEach((name, node) -> ports.put(name, Port.of(file, node)));
        return ports;
    }
}
