package dev.sfumato.ingest.status;

import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Cancelled;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Expired;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Rejected;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;

import org.jspecify.annotations.Nullable;

/** What dispatch hears of a generation that is over. */
final class Endings {

    private Endings() {}

    /** The message; null for an event that ends nothing, or that no pool has to do with. */
    static @Nullable DispatchMessage of(GenerationEvent event) {
        if (event.subject().pool().isEmpty()) {
            return null;
        }
        return switch (event) {
            // The log has decided that this failure counts, whatever run dispatch thinks current.
            case Failed failed ->
                    new DispatchMessage.Observed(
                            new Failed(failed.subject(), failed.at(), null, failed.error()));
            case Completed completed -> new DispatchMessage.Observed(completed);
            case Cancelled cancelled -> new DispatchMessage.Observed(cancelled);
            case Expired expired -> new DispatchMessage.Observed(expired);
            case Rejected rejected -> new DispatchMessage.Observed(rejected);
            case Accepted ignored -> null;
            case Queued ignored -> null;
            case Started ignored -> null;
            case Progress ignored -> null;
            case Yielded ignored -> null;
        };
    }
}
