package dev.sfumato.benchmarks.batching;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.worker.batching.LoadedModel;

import java.util.Collections;
import java.util.List;

/** A model that computes nothing and takes the time that was published of a real one. */
record SimulatedModel(DeviceTimes times, VirtualClock clock) implements LoadedModel {
    @Override
    public List<Outputs.Tensors> call(List<Need.Call> calls) {
        Need.Call first = calls.getFirst();
        int rows = calls.stream().mapToInt(call -> call.rows().size()).sum();
        clock.advance(milliseconds(first, rows));
        return Collections.nCopies(calls.size(), Nothing.INSTANCE);
    }

    @Override
    public boolean canShare(Need.Call one, Need.Call other) {
        return one.component().equals(other.component())
                && one.rows().shape().equals(other.rows().shape());
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}

    private double milliseconds(Need.Call call, int rows) {
        var row = call.rows().list().getFirst();
        return switch (call.component().name()) {
            case SimulatedRun.ENCODER -> times.encode(rows);
            case SimulatedRun.DENOISER -> times.step(SimulatedRun.megapixels(row), rows);
            case SimulatedRun.DECODER -> times.decode(SimulatedRun.megapixels(row), rows);
            default -> throw new IllegalArgumentException("no such component: " + call);
        };
    }

    private enum Nothing implements Outputs.Tensors {
        INSTANCE;

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public int[] shape(String output) {
            return new int[] {1};
        }

        @Override
        public void read(String output, int row, float[] into) {}
    }
}
