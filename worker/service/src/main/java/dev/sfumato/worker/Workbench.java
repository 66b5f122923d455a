package dev.sfumato.worker;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.policy.ContentChecks;
import dev.sfumato.worker.batching.Pace;
import dev.sfumato.worker.metering.RunMeters;
import dev.sfumato.worker.publishing.EventPublisher;
import dev.sfumato.worker.publishing.PreviewPublisher;
import dev.sfumato.worker.residency.ModelShelf;

import java.time.Clock;
import java.time.Duration;

/**
 * What every run of a worker works with.
 *
 * @param worker the worker's id
 * @param checks the installation's own, of previews and pictures
 * @param patience how long a run goes on asking an artifact store that is down
 */
record Workbench(
        String worker,
        ModelShelf shelf,
        Placement placement,
        EventPublisher events,
        PreviewPublisher previews,
        ArtifactStore store,
        ContentChecks checks,
        Pace pace,
        Duration patience,
        RunMeters meters,
        Clock clock) {}
