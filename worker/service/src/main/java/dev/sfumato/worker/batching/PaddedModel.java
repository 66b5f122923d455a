package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A model whose calls are filled up to whole buckets, with copies of a row nobody asked for. */
final class PaddedModel implements LoadedModel {
    private final LoadedModel model;
    private final RowBuckets buckets;
    private final int maxRows;

    private PaddedModel(LoadedModel model, RowBuckets buckets, int maxRows) {
        this.model = model;
        this.buckets = buckets;
        this.maxRows = maxRows;
    }

    static LoadedModel of(LoadedModel model, RowBuckets buckets, int maxRows) {
        return buckets == RowBuckets.EXACT ? model : new PaddedModel(model, buckets, maxRows);
    }

    @Override
    public List<Outputs.Tensors> call(List<Need.Call> calls) {
        int rows = calls.stream().mapToInt(call -> call.rows().size()).sum();
        int missing = buckets.padded(rows, maxRows) - rows;
        if (missing == 0) {
            return model.call(calls);
        }
        Need.Call first = calls.getFirst();
        Row row = first.rows().list().getFirst();
        var filled = new ArrayList<Need.Call>(calls);
        filled.add(
                new Need.Call(
                        first.component(),
                        Rows.of(Collections.nCopies(missing, row)),
                        first.outputs()));
        return model.call(filled).subList(0, calls.size());
    }

    @Override
    public boolean canShare(Need.Call one, Need.Call other) {
        return model.canShare(one, other);
    }

    @Override
    public void cancel() {
        model.cancel();
    }

    @Override
    public void close() {
        model.close();
    }
}
