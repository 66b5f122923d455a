package dev.sfumato.worker;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.worker.batching.Pace;
import dev.sfumato.worker.metering.RunMeters;
import dev.sfumato.worker.publishing.EventPublisher;
import dev.sfumato.worker.publishing.PreviewPublisher;
import dev.sfumato.worker.residency.ModelShelf;
import dev.sfumato.worker.residency.Residency;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What every run of a worker works with.
 *
 * @param worker the worker's id
 * @param patience how long a run goes on asking an artifact store that is down
 */
record Workbench(
        String worker,
        ModelShelf shelf,
        List<Residency> devices,
        EventPublisher events,
        PreviewPublisher previews,
        ArtifactStore store,
        Pace pace,
        Duration patience,
        RunMeters meters,
        Clock clock) {
    Workbench {
        devices = List.copyOf(devices);
    }

    /** The least loaded device, a loaded model being worth one run. */
    Residency device(String model) {
        return devices.stream()
                .min(
                        Comparator.comparingInt(
                                device -> device.batcher().load() + (device.isWarm(model) ? 0 : 1)))
                .orElseThrow();
    }
}
