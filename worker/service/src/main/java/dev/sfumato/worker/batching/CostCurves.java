package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;

import java.util.LinkedHashMap;
import java.util.Map;

/** The curves of the shapes that a device has met lately. */
final class CostCurves {
    private static final int KEPT = 256;

    private final int maxRows;
    private final Map<Shape, CostCurve> curves =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Shape, CostCurve> eldest) {
                    return size() > KEPT;
                }
            };

    private record Shape(Component component, String rows) {}

    CostCurves(int maxRows) {
        this.maxRows = maxRows;
    }

    int limit(Need.Call call) {
        return curve(call).limit(maxRows);
    }

    /** Nanoseconds that a call of that many rows should take; 0 if that isn't known. */
    double expected(Need.Call call, int rows) {
        return curve(call).expected(rows);
    }

    void observe(Need.Call call, int rows, long nanos) {
        curve(call).observe(rows, nanos);
    }

    private CostCurve curve(Need.Call call) {
        return curves.computeIfAbsent(
                new Shape(call.component(), call.rows().shape()), shape -> new CostCurve());
    }
}
