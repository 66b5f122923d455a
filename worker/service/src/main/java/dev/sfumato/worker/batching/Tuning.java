package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Run;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** How a device comes to know the cost curves of a model. Called by the device's thread. */
public interface Tuning {
    /** Knows nothing, measures nothing ahead. */
    Tuning NONE =
            new Tuning() {
                @Override
                public List<MeasuredCurve> remembered() {
                    return List.of();
                }

                @Override
                public void remember(List<MeasuredCurve> curves) {}

                @Override
                public @Nullable Run probe() {
                    return null;
                }
            };

    /** What an earlier process has measured. */
    List<MeasuredCurve> remembered();

    /** Keeps what was measured, for later processes; failures are its own affair. */
    void remember(List<MeasuredCurve> curves);

    /** A run whose first step is measured while nobody needs the device; null for none. */
    @Nullable Run probe();
}
