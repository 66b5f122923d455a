package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.worker.metering.DeviceMeters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The models in a device's memory and what their calls cost; belongs to the device's thread. */
final class DeviceModels implements Costs {
    private static final Logger log = LoggerFactory.getLogger(DeviceModels.class);

    private final int maxRows;
    private final RowBuckets buckets;
    private final CurrentCall current;
    private final LongSupplier clock;
    private final DeviceMeters meters;
    private final CostCurves curves;
    private final Map<String, Adopted> models = new HashMap<>();
    private final Deque<Probe> probes = new ArrayDeque<>();

    private record Adopted(LoadedModel model, Tuning tuning) {}

    private record Probe(String model, Calibration calibration) {}

    /**
     * None yet.
     *
     * @param maxRows rows in one call at most
     * @param clock nanoseconds
     */
    DeviceModels(
            int maxRows,
            RowBuckets buckets,
            CurrentCall current,
            LongSupplier clock,
            DeviceMeters meters) {
        this.maxRows = maxRows;
        this.buckets = buckets;
        this.current = current;
        this.clock = clock;
        this.meters = meters;
        this.curves = new CostCurves(maxRows, buckets);
    }

    void adopt(String id, LoadedModel model, Tuning tuning) {
        evict(id);
        models.put(id, new Adopted(PaddedModel.of(model, buckets, maxRows), tuning));
        List<MeasuredCurve> remembered = tuning.remembered();
        curves.restore(id, remembered);
        Run probe = remembered.isEmpty() ? tuning.probe() : null;
        if (probe != null) {
            probes.add(new Probe(id, new Calibration(probe, maxRows, clock, curves::observe)));
        }
    }

    void evict(String id) {
        probes.removeIf(probe -> probe.model().equals(id));
        Adopted adopted = models.remove(id);
        if (adopted != null) {
            close(id, adopted);
        }
    }

    void close() {
        models.forEach(this::close);
        models.clear();
    }

    @Override
    public boolean canShare(Need.Call one, Need.Call other) {
        Adopted adopted = models.get(one.component().model());
        return adopted != null && adopted.model().canShare(one, other);
    }

    @Override
    public int limit(Need.Call call) {
        return curves.limit(call);
    }

    @Override
    public double expected(Need.Call call, int rows) {
        return curves.expected(call, rows);
    }

    /** The model that answers a call. */
    LoadedModel of(Need.Call call) {
        Adopted adopted = models.get(call.component().model());
        if (adopted == null) {
            throw new IllegalStateException("no model was adopted as " + call.component().model());
        }
        return adopted.model();
    }

    /** A call was made. */
    void observe(Need.Call call, int rows, long nanos) {
        double expected = curves.expected(call, rows);
        meters.called(call.component().name(), rows, curves.limit(call), nanos, expected);
        curves.observe(call, rows, nanos);
    }

    /** Makes one call that measures something; false if there is nothing to measure. */
    boolean measure() {
        Probe probe = probes.peek();
        if (probe == null) {
            return false;
        }
        Adopted adopted = models.get(probe.model());
        if (adopted == null || !measure(probe, adopted)) {
            probes.remove(probe);
        }
        return true;
    }

    private boolean measure(Probe probe, Adopted adopted) {
        current.begin(adopted.model(), List.of());
        try {
            if (probe.calibration().advance(adopted.model())) {
                return true;
            }
            adopted.tuning().remember(curves.of(probe.model()));
            return false;
        } catch (RuntimeException | Error e) {
            if (isCancelled(e)) {
                return true;
            }
            log.atWarn()
                    .addKeyValue("model", probe.model())
                    .addKeyValue("code", Fault.of(e).code())
                    .log("cost of a step not measured");
            return false;
        } finally {
            current.end();
        }
    }

    private void close(String id, Adopted adopted) {
        List<MeasuredCurve> measured = curves.of(id);
        if (!measured.isEmpty()) {
            adopted.tuning().remember(measured);
        }
        adopted.model().close();
    }

    /** Whether a call was ended because nobody needs it. */
    static boolean isCancelled(Throwable thrown) {
        return thrown instanceof DiffusionException known
                && known.failure() instanceof Failure.Cancelled;
    }
}
