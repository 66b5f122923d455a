package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Halves its input and adds the timestep. Each call takes a permit first, so that tests decide when
 * calls go through.
 */
public final class ToyModel implements LoadedModel {
    /** A first value that no call survives. */
    static final float POISON = -1000;

    /** A first value that the model turns into no number. */
    static final float ABYSS = -2000;

    /** A first value that takes more memory than there is. */
    static final float GREED = -3000;

    private static final long DEADLINE_SECONDS = 20;

    final Semaphore permits;
    final Semaphore waiting = new Semaphore(0);
    final List<Integer> sizes = new CopyOnWriteArrayList<>();
    final List<Integer> rows = new CopyOnWriteArrayList<>();
    private volatile boolean cancelled;
    private volatile boolean closed;

    private ToyModel(int permits) {
        this.permits = new Semaphore(permits);
    }

    /** One whose calls go through at once. */
    public static ToyModel open() {
        return new ToyModel(Integer.MAX_VALUE / 2);
    }

    /** One whose calls wait for permits. */
    static ToyModel gated() {
        return new ToyModel(0);
    }

    @Override
    public List<Outputs.Tensors> call(List<Need.Call> calls) {
        pass();
        sizes.add(calls.size());
        rows.add(calls.stream().mapToInt(call -> call.rows().size()).sum());
        List<Outputs.Tensors> results = new ArrayList<>();
        for (Need.Call call : calls) {
            var inputs = call.rows().list().getFirst().inputs();
            float[] x = ((Tensor.Floats) inputs.get("x")).values();
            float t = ((Tensor.Floats) inputs.get("timestep")).values()[0];
            if (x[0] == POISON) {
                throw new DiffusionException(new Failure.Device("toy:0", "poisoned"));
            }
            if (x[0] == GREED) {
                throw new OutOfMemoryError("for a test");
            }
            results.add(new Answer(x[0] == ABYSS ? new float[] {Float.NaN} : halved(x, t)));
        }
        return results;
    }

    @Override
    public boolean canShare(Need.Call one, Need.Call other) {
        return one.component().equals(other.component())
                && one.rows().shape().equals(other.rows().shape());
    }

    @Override
    public void cancel() {
        cancelled = true;
        permits.release();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Whether its memory is free. */
    public boolean isClosed() {
        return closed;
    }

    /** Waits until a call waits for its permit. */
    void awaitCall() throws InterruptedException {
        if (!waiting.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no call came");
        }
    }

    private void pass() {
        waiting.release();
        try {
            if (!permits.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new DiffusionException(new Failure.Device("toy:0", "no permit came"));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (cancelled) {
            cancelled = false;
            throw new DiffusionException(new Failure.Cancelled("denoiser"));
        }
    }

    private static float[] halved(float[] x, float t) {
        var y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] / 2 + t;
        }
        return y;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(float[] values) implements Outputs.Tensors {
        @Override
        public int rows() {
            return 1;
        }

        @Override
        public int[] shape(String output) {
            return new int[] {values.length};
        }

        @Override
        public void read(String output, int row, float[] into) {
            System.arraycopy(values, 0, into, 0, values.length);
        }
    }
}
