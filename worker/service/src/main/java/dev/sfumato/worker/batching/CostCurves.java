package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The curves of the shapes that a device has met lately. */
final class CostCurves {
    private static final int KEPT = 256;

    private final int maxRows;
    private final RowBuckets buckets;
    private final Map<Shape, CostCurve> curves =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Shape, CostCurve> eldest) {
                    return size() > KEPT;
                }
            };

    private record Shape(Component component, String rows) {}

    CostCurves(int maxRows, RowBuckets buckets) {
        this.maxRows = maxRows;
        this.buckets = buckets;
    }

    /** Rows that a call of this shape may have. */
    int limit(Need.Call call) {
        return buckets.within(curve(call).limit(maxRows), maxRows);
    }

    /** Nanoseconds that a call of that many rows should take; 0 if that isn't known. */
    double expected(Need.Call call, int rows) {
        return curve(call).expected(buckets.padded(rows, maxRows));
    }

    void observe(Need.Call call, int rows, long nanos) {
        curve(call).observe(buckets.padded(rows, maxRows), nanos);
    }

    /** Takes over what was measured of a model before. */
    void restore(String model, List<MeasuredCurve> measured) {
        for (MeasuredCurve each : measured) {
            var shape = new Shape(new Component(model, each.component()), each.shape());
            curves.put(
                    shape, CostCurve.of(new CostCurve.Line(each.fixedNanos(), each.perRowNanos())));
        }
    }

    /** What is known of a model. */
    List<MeasuredCurve> of(String model) {
        var measured = new ArrayList<MeasuredCurve>();
        curves.forEach(
                (shape, curve) -> {
                    CostCurve.Line line = curve.line();
                    if (line != null && shape.component().model().equals(model)) {
                        measured.add(
                                new MeasuredCurve(
                                        shape.component().name(),
                                        shape.rows(),
                                        line.fixed(),
                                        line.perRow()));
                    }
                });
        return measured;
    }

    private CostCurve curve(Need.Call call) {
        return curves.computeIfAbsent(
                new Shape(call.component(), call.rows().shape()), shape -> new CostCurve());
    }
}
