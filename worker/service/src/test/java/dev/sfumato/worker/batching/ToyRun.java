package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Progress;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A run over a few floats: a call per step, then work off the device. Its state is its checkpoint.
 */
final class ToyRun implements Run {
    static final String MODEL = "toy";

    private final float[] state;
    private final Tensor.Floats timestep = Tensor.zeros();
    private final Need.Call call;
    private final Need.Compute finish;
    private final int steps;
    private int step;
    private @Nullable Preview preview;
    private boolean previewWanted = true;
    private byte @Nullable [] file;

    private ToyRun(float[] state, int step, int steps) {
        this.state = state;
        this.step = step;
        this.steps = steps;
        Row row = new Row(Map.of("x", Tensor.floats(state, state.length), "timestep", timestep));
        call = new Need.Call(new Component(MODEL, "denoiser"), Rows.of(List.of(row)), List.of("y"));
        finish = new Need.Compute(() -> new Outputs.Computed(checkpoint()));
    }

    /** A run of {@code size} floats that begin at {@code seed}. */
    static ToyRun of(float seed, int size, int steps) {
        var state = new float[size];
        for (int i = 0; i < size; i++) {
            state[i] = seed + i;
        }
        return new ToyRun(state, 0, steps);
    }

    static ToyRun resume(byte[] checkpoint) {
        ByteBuffer saved = ByteBuffer.wrap(checkpoint);
        int step = saved.getInt();
        int steps = saved.getInt();
        var state = new float[saved.remaining() / Float.BYTES];
        saved.asFloatBuffer().get(state);
        return new ToyRun(state, step, steps);
    }

    @Override
    public Need next() {
        timestep.values()[0] = step;
        if (step < steps) {
            return call;
        }
        return file == null
                ? finish
                : new Need.Done(List.of(new Artifact("text/plain", file, Map.of(), 0)));
    }

    @Override
    public void accept(Outputs outputs) {
        switch (outputs) {
            case Outputs.Computed computed -> file = (byte[]) computed.value();
            case Outputs.Tensors tensors -> {
                tensors.read("y", 0, state);
                step++;
                if (!Float.isFinite(state[0])) {
                    throw new DiffusionException(new Failure.NonFinite("denoiser", step));
                }
                if (previewWanted) {
                    preview = new Preview(step, 0, "text/plain", new byte[] {(byte) step});
                }
            }
        }
    }

    @Override
    public Progress progress() {
        return new Progress(step, steps);
    }

    @Override
    public @Nullable Preview preview() {
        return preview;
    }

    @Override
    public void wantPreview(boolean wanted) {
        previewWanted = wanted;
    }

    @Override
    public byte[] checkpoint() {
        ByteBuffer saved = ByteBuffer.allocate(8 + state.length * Float.BYTES);
        saved.putInt(step).putInt(steps).asFloatBuffer().put(state);
        return saved.array();
    }
}
