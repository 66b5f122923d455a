package dev.sfumato.worker.residency;

import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.worker.batching.LoadedModel;

import java.util.List;

/** A model's sessions of ONNX Runtime, as a batcher uses them. */
record DeviceModel(Sessions sessions) implements LoadedModel {
    @Override
    public List<Outputs.Tensors> call(List<Need.Call> calls) {
        return sessions.call(calls);
    }

    @Override
    public boolean canShare(Need.Call one, Need.Call other) {
        return sessions.canShare(one, other);
    }

    @Override
    public void cancel() {
        sessions.cancel();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
