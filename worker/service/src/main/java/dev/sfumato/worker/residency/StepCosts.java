package dev.sfumato.worker.residency;

import dev.sfumato.diffusion.onnx.Device;
import dev.sfumato.diffusion.onnx.Sessions;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Run;
import dev.sfumato.worker.batching.Calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Measures what a step of a model costs here, on the calling thread. */
public final class StepCosts {
    private static final int ROUNDS = 3;

    private StepCosts() {}

    /**
     * Loads a model, measures and unloads it.
     *
     * @param maxRows rows of a call at most
     * @return nanoseconds of a step by number of rows, the fastest of several calls, of pictures of
     *     the model's default size
     * @throws DiffusionException if it can't be loaded or run
     */
    public static SortedMap<Integer, Long> measure(KnownModel model, Device device, int maxRows) {
        var times = new TreeMap<Integer, List<Long>>();
        Run run = Calibration.plan(model.card(), model.pipeline());
        if (run == null) {
            throw DiffusionException.invalid(
                    "model", "must be able to run its own defaults", model.id());
        }
        try (Sessions sessions = device.open(model.card())) {
            var loaded = new DeviceModel(sessions);
            for (int round = 0; round < ROUNDS; round++) {
                var calibration =
                        new Calibration(
                                run,
                                maxRows,
                                (call, rows, nanos) ->
                                        times.computeIfAbsent(rows, any -> new ArrayList<>())
                                                .add(nanos));
                boolean more = true;
                while (more) {
                    more = calibration.advance(loaded);
                }
            }
        }
        var best = new TreeMap<Integer, Long>();
        times.forEach((rows, all) -> best.put(rows, all.stream().min(Long::compare).orElseThrow()));
        return best;
    }
}
