package dev.sfumato.diffusion.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoraAdapter;
import ai.onnxruntime.OrtSession.RunOptions;

import dev.sfumato.diffusion.model.Adapter;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Lora;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The low-rank adapters of one model, as the runtime takes them: one active adapter a run, so those
 * that are on together are summed to one, their weights included. The combinations last used are
 * kept.
 */
final class Adapters {
    private static final int KEPT = 4;

    private final ModelFolder folder;
    private final Map<List<Lora>, Active> active = new LinkedHashMap<>(16, 0.75f, true);

    private record Active(RunOptions options, OrtLoraAdapter adapter) {
        void close() {
            options.close();
            adapter.close();
        }
    }

    Adapters(ModelFolder folder) {
        this.folder = folder;
    }

    /** Options of a run with these adapters; they hold until the next call. */
    RunOptions options(List<Lora> lora) {
        Active known = active.get(lora);
        if (known == null) {
            if (active.size() == KEPT) {
                active.remove(active.keySet().iterator().next()).close();
            }
            known = load(lora);
            active.put(lora, known);
        }
        return known.options;
    }

    void close() {
        active.values().forEach(Active::close);
        active.clear();
    }

    private Active load(List<Lora> lora) {
        List<Adapter> adapters =
                lora.stream().map(one -> Adapter.read(folder.adapterFile(one.id()))).toList();
        List<Double> weights = lora.stream().map(Lora::weight).toList();
        try {
            OrtLoraAdapter adapter = OrtLoraAdapter.create(Adapter.sum(adapters, weights));
            var options = new RunOptions();
            options.addActiveLoraAdapter(adapter);
            return new Active(options, adapter);
        } catch (OrtException e) {
            throw new DiffusionException(
                    new Failure.Device("onnxruntime", "adapters: " + e.getMessage()), e);
        }
    }
}
